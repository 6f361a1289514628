import { availableAgents, badFrom, queuesWhere, ratioOf, stat, watchFrom } from '../kit/index.ts';
import { BREACH, ENDED, IN_TIME, OLDEST, PREDICTED, WAITING } from './figures.ts';

/** The whole operation in six figures. */

export const present = [
  stat({
    title: 'Waiting now',
    description: 'Contacts waiting in the chosen queues, as of the last poll.',
    unit: 'short',
    noValue: 'Unknown',
    queries: [{ expr: `sum(${WAITING})` }],
  }),
  stat({
    title: 'Oldest wait',
    description:
      'How long the contact has waited that has waited longest, in any of the chosen queues. Where a platform does not tell who waits, its own current wait stands in.',
    unit: 's',
    noValue: 'Nobody waits',
    queries: [{ expr: `max(${OLDEST})` }],
  }),
  stat({
    title: 'Waiting with nobody free',
    description: 'Queues in which contacts wait while no agent is available.',
    unit: 'short',
    noValue: 'Unknown',
    thresholds: badFrom(1),
    queries: [{ expr: queuesWhere(`(${WAITING} > bool 0) * (${availableAgents()} == bool 0)`) }],
  }),
  stat({
    title: 'Service level, rolling',
    description:
      'Contacts served in time over all that ended, in the rolling window that the queues are judged by (15 minutes unless set otherwise). The table tells each queue against its own target.',
    unit: 'percentunit',
    decimals: 1,
    noValue: 'No contacts',
    queries: [{ expr: ratioOf(IN_TIME, ENDED) }],
  }),
  stat({
    title: 'Queues in breach',
    description: 'Queues below their target with enough contacts in the window to judge them.',
    unit: 'short',
    noValue: 'Unknown',
    thresholds: badFrom(1),
    queries: [{ expr: queuesWhere(BREACH) }],
  }),
  stat({
    title: 'Breach predicted',
    description:
      'Queues that are expected to miss their target within the horizon (10 minutes unless set otherwise), by the better of the methods that there are for each.',
    unit: 'short',
    noValue: 'Unknown',
    thresholds: watchFrom(1),
    queries: [{ expr: queuesWhere(PREDICTED) }],
  }),
];
