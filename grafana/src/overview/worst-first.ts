import {
  availableAgents,
  BAD,
  badBelow,
  CHOSEN_QUEUES,
  COUNT,
  DURATION,
  EVERY_QUEUE,
  type FigureColumn,
  NEUTRAL_GROUND,
  NONE,
  noneMeans,
  perQueue,
  QUEUE,
  QUEUE_COLUMNS,
  QUIET,
  RATIO,
  rowsWithContacts,
  TENANT_HAS_DATA,
  TEXT,
  table,
  WATCH,
  words,
} from '../kit/index.ts';
import {
  AT_RISK,
  BREACH,
  CHANCE_OF_BREACH,
  COUNTED,
  JUDGED,
  LONGEST_WAIT,
  TARGET,
  UNATTENDED,
  WAITING,
} from './figures.ts';

/** The queues, in the order in which they need help. */

/** Media of a queue that nothing came in by for a day, and nothing waits in: their chance of breach means nothing. */
const UNUSED = `(queue:contact_center_queue_ended:increase1d{${CHOSEN_QUEUES}} == 0 unless (${WAITING} > 0 or ${BREACH} == 1 or ${AT_RISK} == 1))`;

/** Queues that were there in the time shown, but whose tenant has no data now. */
const LOST = `(max by (${QUEUE}) (last_over_time(${EVERY_QUEUE}{${CHOSEN_QUEUES}}[$__range])) and on (tenant) (${TENANT_HAS_DATA} == 0))`;

/** What a queue needs help for: the first of these that holds. The numbers order the rows. */
const STATE = [
  `(${BREACH} == 1) * 0 + 4`,
  `(${AT_RISK} == 1) * 0 + 3`,
  `(${UNATTENDED} == 1) * 0 + 2`,
  `${LOST} * 0 + 1`,
  `(${BREACH} or ${CHANCE_OF_BREACH}) * 0`,
].join(' or ');

/** Within a state: those in breach by how far they miss their target, the others by their chance of a breach. */
const WITHIN_STATE = `clamp_min(${TARGET} - ${JUDGED}, 0) and ${BREACH} == 1 or ${CHANCE_OF_BREACH} or (${STATE}) * 0`;
/** A share is at most 1: rows of one state stay together. */
const BETWEEN_STATES = 10;

const none = (count: string) => `(${count} == 0) * 0 + (${NONE})`;
const agents = `(${availableAgents()} and ${rowsWithContacts()})`;

const queueFigures: readonly FigureColumn[] = [
  {
    title: 'Urgency',
    expr: `${BETWEEN_STATES} * (${STATE}) + (${WITHIN_STATE})`,
    unit: COUNT,
    dropped: true,
  },
  {
    title: 'State',
    expr: STATE,
    unit: COUNT,
    width: 90,
    mappings: words({
      4: ['In breach', BAD],
      3: ['At risk', WATCH],
      2: ['Unattended', BAD],
      1: ['No data', QUIET],
      0: ['OK', QUIET],
    }),
    cell: 'background',
  },
  {
    title: 'Service level',
    expr: `${JUDGED} or ${none(COUNTED)}`,
    unit: RATIO,
    decimals: 1,
    width: 95,
    mappings: noneMeans('no contacts', TEXT),
  },
  { title: 'Target', expr: `${TARGET} and ${rowsWithContacts()}`, unit: RATIO, width: 70 },
  {
    title: 'Against target',
    expr: `${JUDGED} - ${TARGET}`,
    unit: RATIO,
    decimals: 1,
    width: 85,
    thresholds: badBelow(0, 0.05),
    cell: 'background',
  },
  { title: 'Chance of breach', expr: CHANCE_OF_BREACH, unit: RATIO, decimals: 0, width: 90 },
  { title: 'Waiting', expr: WAITING, unit: COUNT, width: 75 },
  {
    title: 'Longest wait',
    expr: `${LONGEST_WAIT} > 0 or ${none(`(${WAITING} or ${LONGEST_WAIT})`)}`,
    unit: DURATION,
    width: 90,
    mappings: noneMeans('none', TEXT),
  },
  {
    title: 'Available',
    // Without anybody available while contacts wait, 0 is bad; otherwise it is not judged.
    expr: `(${UNATTENDED} == 1) * 0 + (${NONE}) or ${agents}`,
    unit: COUNT,
    width: 85,
    thresholds: NEUTRAL_GROUND,
    mappings: noneMeans('0', BAD),
    cell: 'background',
  },
  {
    title: 'Estimated wait',
    expr: perQueue('contact_center_queue_estimated_wait_seconds'),
    unit: DURATION,
    width: 95,
  },
];

export const worstFirst = table({
  title: 'Queues, worst first (– = not known)',
  description:
    'Queues in breach come first, by how far they miss their target; then those at risk of a breach within the horizon, those where contacts wait and no agent is available, those of a tenant without data, and the others, each by their chance of breach. The service level is that of the rolling window. A dash: the platform does not report it, the tenant has no data, or there is not yet enough data for a forecast. The name leads to the queue.',
  noValue: 'No queue is known, or none matches the choice above',
  labels: QUEUE_COLUMNS,
  figures: queueFigures.map((column) => ({ ...column, expr: `(${column.expr}) unless ${UNUSED}` })),
  sort: { by: 'Urgency', descending: true },
});
