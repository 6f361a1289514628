import {
  badBelow,
  badFrom,
  CHOSEN_QUEUES,
  COUNT,
  orNone,
  queuesWhere,
  RATIO,
  REPORTING,
  ratioOf,
  total,
} from '../kit/index.ts';

/** Contacts of the chosen queues over a period, and how many of them were late. */

export const recorded = (name: string) => `queue:contact_center_queue_${name}{${CHOSEN_QUEUES}}`;
export const ENDED = recorded('ended:increase1d');
/** Those that the service level counts: all that ended, unless the configuration leaves out abandoned ones. */
const COUNTED = recorded('counted:increase1d');
const IN_TIME = recorded('answered_within_threshold:increase1d');
const ABANDONED = recorded('abandoned:increase1d');
export const allowedLate = (period: string) =>
  `${recorded('error_budget:ratio')} * ${recorded(`counted:increase${period}`)}`;
export const late = (period: string) =>
  `(${recorded(`counted:increase${period}`)} - ${recorded(`answered_within_threshold:increase${period}`)})`;

const NOT_REPORTED = 'Not reported';
const OF_A_DAY = `24 h, ${REPORTING}`;
const OVER_BUDGET = `${recorded('budget_burn:ratio1d')} > bool 1`;

export const day = [
  total({
    title: 'Contacts',
    description: 'Answered or abandoned in the last 24 hours.',
    unit: COUNT,
    decimals: 0,
    noValue: NOT_REPORTED,
    figure: `sum(${ENDED})`,
    parts: ENDED,
    name: OF_A_DAY,
  }),
  total({
    title: 'Service level',
    description:
      'Served in time over all that count in the last 24 hours, all chosen queues taken together: answered and abandoned ones, unless the configuration leaves out abandoned ones.',
    unit: RATIO,
    decimals: 1,
    noValue: NOT_REPORTED,
    none: 'No contacts',
    figure: orNone(ratioOf(IN_TIME, COUNTED), COUNTED),
    parts: COUNTED,
    name: OF_A_DAY,
  }),
  total({
    title: 'Abandoned',
    description: 'Abandoned over all that ended in the last 24 hours.',
    unit: RATIO,
    decimals: 1,
    noValue: NOT_REPORTED,
    none: 'No contacts',
    figure: orNone(ratioOf(ABANDONED, ENDED), ENDED),
    parts: ENDED,
    name: OF_A_DAY,
  }),
  total({
    title: 'Late contacts',
    description: 'Served too late or lost in the last 24 hours.',
    unit: COUNT,
    decimals: 0,
    noValue: NOT_REPORTED,
    figure: `sum(${late('1d')})`,
    parts: late('1d'),
    name: OF_A_DAY,
  }),
  total({
    title: 'Budget left',
    description:
      'The targets allow a share of the contacts to be late: how much of that is left of the last 24 hours. Below zero more were late than may be.',
    unit: RATIO,
    decimals: 0,
    noValue: NOT_REPORTED,
    none: 'No contacts',
    thresholds: badBelow(0, 0.25),
    figure: orNone(`1 - sum(${late('1d')}) / (sum(${allowedLate('1d')}) > 0)`, COUNTED),
    parts: late('1d'),
    name: OF_A_DAY,
  }),
  total({
    title: 'Queues over budget',
    description: 'Queues that had more late contacts in the last 24 hours than their target allows.',
    unit: COUNT,
    thresholds: badFrom(1),
    noValue: NOT_REPORTED,
    figure: queuesWhere(OVER_BUDGET),
    parts: OVER_BUDGET,
    name: OF_A_DAY,
  }),
];
