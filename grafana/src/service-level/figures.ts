import { badBelow, badFrom, CHOSEN_QUEUES, queuesWhere, ratioOf, stat } from '../kit/index.ts';

/** Contacts of the chosen queues over a period, and how many of them were late. */

export const recorded = (name: string) => `queue:contact_center_queue_${name}{${CHOSEN_QUEUES}}`;
export const ENDED = recorded('ended:increase1d');
const IN_TIME = recorded('answered_within_threshold:increase1d');
const ABANDONED = recorded('abandoned:increase1d');
export const allowedLate = (period: string) =>
  `${recorded('error_budget:ratio')} * ${recorded(`ended:increase${period}`)}`;
export const late = (period: string) =>
  `(${recorded(`ended:increase${period}`)} - ${recorded(`answered_within_threshold:increase${period}`)})`;

export const day = [
  stat({
    title: 'Contacts',
    description: 'Answered or abandoned in the last 24 hours.',
    unit: 'short',
    queries: [{ expr: `sum(${ENDED})` }],
  }),
  stat({
    title: 'Service level',
    description: 'Served in time over all that ended in the last 24 hours, all chosen queues taken together.',
    unit: 'percentunit',
    decimals: 1,
    noValue: 'No contacts',
    queries: [{ expr: ratioOf(IN_TIME, ENDED) }],
  }),
  stat({
    title: 'Abandoned',
    description: 'Abandoned over all that ended in the last 24 hours.',
    unit: 'percentunit',
    decimals: 1,
    noValue: 'No contacts',
    queries: [{ expr: ratioOf(ABANDONED, ENDED) }],
  }),
  stat({
    title: 'Late contacts',
    description: 'Served too late or lost in the last 24 hours.',
    unit: 'short',
    decimals: 0,
    queries: [{ expr: `sum(${late('1d')})` }],
  }),
  stat({
    title: 'Budget left',
    description:
      'The targets allow a share of the contacts to be late: how much of that is left of the last 24 hours. Below zero more were late than may be.',
    unit: 'percentunit',
    decimals: 0,
    noValue: 'No contacts',
    thresholds: badBelow(0, 0.25),
    queries: [{ expr: `1 - sum(${late('1d')}) / (sum(${allowedLate('1d')}) > 0)` }],
  }),
  stat({
    title: 'Queues over budget',
    description: 'Queues that had more late contacts in the last 24 hours than their target allows.',
    unit: 'short',
    thresholds: badFrom(1),
    queries: [{ expr: queuesWhere(`${recorded('budget_burn:ratio1d')} > bool 1`) }],
  }),
];
