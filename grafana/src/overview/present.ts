import {
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
import { AT_RISK, BREACH, COUNTED, IN_TIME, LONGEST_WAIT, UNATTENDED, WAITING } from './figures.ts';

/** The whole operation in seven figures, each with the number of tenants that it holds. */

const NOT_REPORTED = 'Not reported';

export const present = [
  total({
    title: 'Tenants without data',
    description:
      'Tenants that are polled but whose queues are not known now: their platform, their account or the exporter is out. The other figures leave them out, and each of those says how many tenants report it.',
    unit: COUNT,
    noValue: 'No exporter',
    thresholds: badFrom(1),
    figure: `sum(1 - ${TENANT_HAS_DATA})`,
    parts: TENANT_HAS_DATA,
    name: 'of {{polled}} tenants',
  }),
  total({
    title: 'Queues in breach',
    description: 'Queues below their target with enough contacts in the window to judge them.',
    unit: COUNT,
    noValue: NOT_REPORTED,
    thresholds: badFrom(1),
    figure: queuesWhere(BREACH),
    parts: BREACH,
  }),
  total({
    title: 'Queues at risk',
    description:
      'Queues that meet their target now and are expected to miss it within the horizon (10 minutes unless set otherwise), by the better of the methods that there are for each.',
    unit: COUNT,
    noValue: NOT_REPORTED,
    thresholds: watchFrom(1),
    figure: queuesWhere(AT_RISK),
    parts: AT_RISK,
  }),
  total({
    title: 'Queues unattended',
    description:
      'Queues in which contacts wait while no agent is available. They may be in breach or at risk as well.',
    unit: COUNT,
    noValue: NOT_REPORTED,
    thresholds: badFrom(1),
    figure: queuesWhere(UNATTENDED),
    parts: UNATTENDED,
  }),
  total({
    title: 'Waiting',
    description: 'Contacts that wait in the chosen queues, as of the last poll.',
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
    figure: orNone(`max(${LONGEST_WAIT} > 0)`, `(${WAITING} or ${LONGEST_WAIT})`),
    parts: `${LONGEST_WAIT} or ${WAITING}`,
  }),
  total({
    title: 'Service level',
    description:
      'Contacts served in time over all that count, in the rolling window that the queues are judged by (15 minutes unless set otherwise). The table below shows each queue against its own target.',
    unit: RATIO,
    decimals: 1,
    noValue: NOT_REPORTED,
    none: 'No contacts',
    figure: orNone(ratioOf(IN_TIME, COUNTED), COUNTED),
    parts: COUNTED,
    isOverWindow: true,
  }),
];
