import { alerts, configurationChanges, dashboard, line, variables } from '../kit/index.ts';
import { agentsByState, occupancy } from './agents.ts';
import { abandonment, contacts, durations } from './contacts.ts';
import { present } from './present.ts';
import { configuration } from './routing.ts';
import { QUEUE_ONLY } from './scope.ts';
import { serviceLevel } from './service.ts';
import { distribution, prediction, waiting, waits } from './waits.ts';

/** One queue through time. Each medium has its own rows; agents and routing belong to the queue as a whole. */

export const queue = dashboard({
  uid: 'contact-center-queue',
  description: 'One queue through time: what is going on, why, and what is to be expected?',
  variables: [variables.datasource(), variables.oneTenant(), variables.oneQueue(), variables.mediaOfQueue()],
  annotations: [alerts('tenant="$tenant",queue_id=~"$queue|"'), configurationChanges(QUEUE_ONLY)],
  from: 'now-6h',
  refresh: '30s',
  sections: [
    {
      title: '$queue · $media',
      repeat: 'media',
      lines: [
        line(4, present),
        line(8, [waiting, serviceLevel]),
        line(8, [waits, prediction]),
        line(8, [contacts, abandonment, durations]),
        line(8, [distribution('answered'), distribution('abandoned')]),
      ],
    },
    { title: 'Agents of $queue', lines: [line(8, [agentsByState, occupancy], [16, 8])] },
    { title: 'Routing of $queue, and how good the predictions are', lines: [line(4, configuration)] },
  ],
});
