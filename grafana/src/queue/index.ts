import { configurationChanges, dashboard, line, pages, variables } from '../kit/index.ts';
import { agentsByState, occupancy } from './agents.ts';
import { abandonment, contacts, durations } from './contacts.ts';
import { contactsAgainstPlan, planDeviation, staffAgainstPlan } from './plan.ts';
import { present } from './present.ts';
import { configuration } from './routing.ts';
import { QUEUE_ONLY } from './scope.ts';
import { serviceLevel } from './service.ts';
import { distribution, percentiles, prediction, speedOfAnswer, waiting, waits } from './waits.ts';

/** One queue over time. Each medium that had contacts has its own rows; agents and routing belong to the whole queue. */

export const queue = dashboard({
  uid: 'contact-center-queue',
  description: 'One queue over time: what is going on, why, and what is to be expected?',
  variables: [
    variables.datasource(),
    variables.oneTenant(),
    variables.oneQueue(),
    variables.mediaOfQueue(),
    ...variables.addresses(),
  ],
  annotations: [pages(({ scope }) => scope === 'queue', QUEUE_ONLY), configurationChanges(QUEUE_ONLY)],
  from: 'now-6h',
  refresh: '30s',
  sections: [
    {
      title: '$queue · $media',
      repeat: 'media',
      lines: [
        line(4, present, [3, 3, 2, 3, 4, 3, 3, 3]),
        line(8, [waiting, serviceLevel]),
        line(8, [waits, prediction]),
        line(8, [contacts, abandonment, durations]),
      ],
    },
    {
      title: 'Agents of $queue',
      lines: [line(8, [agentsByState, staffAgainstPlan, occupancy], [10, 8, 6])],
    },
    {
      title: 'Workforce plan of $queue',
      collapsed: true,
      lines: [line(8, [contactsAgainstPlan, planDeviation])],
    },
    {
      title: 'Waits of $queue · $media',
      repeat: 'media',
      collapsed: true,
      lines: [
        line(8, [speedOfAnswer, percentiles]),
        line(8, [distribution('answered'), distribution('abandoned')]),
      ],
    },
    {
      title: 'Routing of $queue, and how good the predictions are',
      collapsed: true,
      lines: [line(4, configuration)],
    },
  ],
});
