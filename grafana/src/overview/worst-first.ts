import {
  availableAgents,
  badBelow,
  CHANCE,
  type FigureColumn,
  perQueue,
  QUEUE_COLUMNS,
  rowsWithContacts,
  table,
} from '../kit/index.ts';
import { BREACH, CHANCE_OF_BREACH, JUDGED, OLDEST, TARGET, WAITING } from './figures.ts';

/** The queues, in the order in which they need somebody. */

/** Breached ones first, by how far they miss; then the others by their chance of breach. */
const RISK = `(${BREACH} == 1) + clamp_min(${TARGET} - ${JUDGED}, 0) or ${CHANCE_OF_BREACH} or ${rowsWithContacts()} * 0`;

const queueFigures: readonly FigureColumn[] = [
  { title: 'Risk', expr: RISK, unit: 'short', dropped: true },
  { title: 'Service level', expr: JUDGED, unit: 'percentunit', decimals: 1, width: 110 },
  { title: 'Target', expr: `${TARGET} and ${rowsWithContacts()}`, unit: 'percentunit', width: 80 },
  {
    title: 'Against target',
    expr: `${JUDGED} - ${TARGET}`,
    unit: 'percentunit',
    decimals: 1,
    width: 120,
    thresholds: badBelow(0, 0.05),
    cell: 'background',
  },
  {
    title: 'Chance of breach',
    expr: CHANCE_OF_BREACH,
    unit: 'percentunit',
    decimals: 0,
    width: 130,
    thresholds: CHANCE,
    cell: 'background',
  },
  { title: 'Oldest wait', expr: OLDEST, unit: 's', width: 105 },
  { title: 'Waiting', expr: WAITING, unit: 'short', width: 80 },
  {
    title: 'Available agents',
    expr: `${availableAgents()} and ${rowsWithContacts()}`,
    unit: 'short',
    width: 125,
  },
  {
    title: 'Estimated wait',
    expr: perQueue('contact_center_queue_estimated_wait_seconds'),
    unit: 's',
    width: 120,
  },
];

export const worstFirst = table({
  title: 'Queues, worst first',
  description:
    'Queues in breach come first, by how far they miss their target; then the others by their chance of a breach within the horizon. A dash is a figure that the platform does not give. The name leads to the queue.',
  noValue: 'No queue matches the choice above',
  labels: QUEUE_COLUMNS,
  figures: queueFigures,
  sort: { by: 'Risk', descending: true },
});
