import {
  availableAgents,
  badFrom,
  COUNT,
  DURATION,
  orNone,
  queuesWhere,
  RATIO,
  ratioOf,
  TENANT_HAS_DATA,
  total,
  watchFrom,
} from '../kit/index.ts';
import { BREACH, ENDED, IN_TIME, LONGEST_WAIT, PREDICTED, WAITING } from './figures.ts';

/** The whole operation in seven figures, each with the number of tenants that it holds. */

const NOT_REPORTED = 'Not reported';
const WITHOUT_AGENT = `(${WAITING} > bool 0) * (${availableAgents()} == bool 0)`;

export const present = [
  total({
    title: 'Tenants without data',
    description:
      'Tenants that are polled but whose queues are not known now: their platform, their account or the exporter is out. The other figures leave them out, and each of those says below it how many tenants it holds.',
    unit: COUNT,
    noValue: 'No exporter',
    thresholds: badFrom(1),
    figure: `sum(1 - ${TENANT_HAS_DATA})`,
    parts: TENANT_HAS_DATA,
    name: 'of {{polled}} tenants',
  }),
  total({
    title: 'In breach',
    description: 'Queues below their target with enough contacts in the window to judge them.',
    unit: COUNT,
    noValue: NOT_REPORTED,
    thresholds: badFrom(1),
    figure: queuesWhere(BREACH),
    parts: BREACH,
  }),
  total({
    title: 'At risk',
    description:
      'Queues that are expected to miss their target within the horizon (10 minutes unless set otherwise), by the better of the methods that there are for each.',
    unit: COUNT,
    noValue: NOT_REPORTED,
    thresholds: watchFrom(1),
    figure: queuesWhere(PREDICTED),
    parts: PREDICTED,
  }),
  total({
    title: 'None available',
    description: 'Queues in which contacts wait while no agent is available.',
    unit: COUNT,
    noValue: NOT_REPORTED,
    thresholds: badFrom(1),
    figure: queuesWhere(WITHOUT_AGENT),
    parts: WITHOUT_AGENT,
  }),
  total({
    title: 'Waiting',
    description: 'Contacts waiting in the chosen queues, as of the last poll.',
    unit: COUNT,
    noValue: NOT_REPORTED,
    figure: `sum(${WAITING})`,
    parts: WAITING,
  }),
  total({
    title: 'Longest wait',
    description:
      'Of the contact that has waited longest in any of the chosen queues. Where a platform does not report single contacts, its own current wait stands in.',
    unit: DURATION,
    noValue: NOT_REPORTED,
    none: 'None waiting',
    figure: orNone(`max(${LONGEST_WAIT})`, WAITING),
    parts: `${LONGEST_WAIT} or ${WAITING}`,
  }),
  total({
    title: 'Service level',
    description:
      'Contacts served in time over all that ended, in the rolling window that the queues are judged by (15 minutes unless set otherwise). The table below shows each queue against its own target.',
    unit: RATIO,
    decimals: 1,
    noValue: NOT_REPORTED,
    none: 'No contacts',
    figure: orNone(ratioOf(IN_TIME, ENDED), ENDED),
    parts: ENDED,
  }),
];
