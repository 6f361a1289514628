import {
  availableAgents,
  badBelow,
  CHANCE,
  CHOSEN_QUEUES,
  COUNT,
  DURATION,
  type FigureColumn,
  perQueue,
  QUEUE_COLUMNS,
  RATIO,
  rowsWithContacts,
  table,
} from '../kit/index.ts';
import { BREACH, CHANCE_OF_BREACH, JUDGED, LONGEST_WAIT, TARGET, WAITING } from './figures.ts';

/** The queues, in the order in which they need help. */

/** Breached ones first, by how far they miss; then the others by their chance of breach. */
const RISK = `(${BREACH} == 1) + clamp_min(${TARGET} - ${JUDGED}, 0) or ${CHANCE_OF_BREACH} or ${rowsWithContacts()} * 0`;

/** Media of a queue that nothing came in by for a day, and nothing waits in: their chance of breach means nothing. */
const UNUSED = `(queue:contact_center_queue_ended:increase1d{${CHOSEN_QUEUES}} == 0 unless ${WAITING} > 0)`;

const queueFigures: readonly FigureColumn[] = [
  { title: 'Risk', expr: RISK, unit: COUNT, dropped: true },
  { title: 'Service level', expr: JUDGED, unit: RATIO, decimals: 1, width: 95 },
  { title: 'Target', expr: `${TARGET} and ${rowsWithContacts()}`, unit: RATIO, width: 80 },
  {
    title: 'Against target',
    expr: `${JUDGED} - ${TARGET}`,
    unit: RATIO,
    decimals: 1,
    width: 95,
    thresholds: badBelow(0, 0.05),
    cell: 'background',
  },
  {
    title: 'Chance of breach',
    expr: CHANCE_OF_BREACH,
    unit: RATIO,
    decimals: 0,
    width: 110,
    thresholds: CHANCE,
    cell: 'background',
  },
  { title: 'Waiting', expr: WAITING, unit: COUNT, width: 85 },
  { title: 'Longest wait', expr: LONGEST_WAIT, unit: DURATION, width: 95 },
  { title: 'Available', expr: `${availableAgents()} and ${rowsWithContacts()}`, unit: COUNT, width: 95 },
  {
    title: 'Estimated wait',
    expr: perQueue('contact_center_queue_estimated_wait_seconds'),
    unit: DURATION,
    width: 100,
  },
];

export const worstFirst = table({
  title: 'Queues, worst first',
  description:
    'Queues in breach come first, by how far they miss their target; then the others by their chance of a breach within the horizon. A dash is a figure that the platform does not report. The name leads to the queue.',
  noValue: 'No queue is known, or none matches the choice above',
  labels: QUEUE_COLUMNS,
  figures: queueFigures.map((column) => ({ ...column, expr: `(${column.expr}) unless ${UNUSED}` })),
  sort: { by: 'Risk', descending: true },
});
