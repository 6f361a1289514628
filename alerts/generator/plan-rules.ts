import { lines, perQueue, type RecordingRule } from './rule.ts';

/**
 * Plan against actual. A plan does not tell media apart: these rules add up the media of a queue, with `media="all"`.
 * Deviations are (actual - planned) / planned, only of queues that have both.
 */

/** A queue as a whole. */
const wholeQueue = (expr: string) =>
  `label_replace(sum by (tenant, queue_id, queue) (${expr}), "media", "all", "", "")`;

const AGENTS_PLANNED = 'queue:contact_center_queue_agents_planned:sum';
const AGENTS_SERVING = 'queue:contact_center_queue_agents_serving:planned';
const CONTACTS_PLANNED = 'queue:contact_center_queue_contacts_planned:increase30m';
const CONTACTS = 'queue:contact_center_queue_contacts:planned30m';
const RATE_PLANNED = 'queue:contact_center_queue_contacts_planned:rate';
const SECONDS = '1800';

export const planRules: readonly RecordingRule[] = [
  {
    record: AGENTS_PLANNED,
    comment: 'Agents of the plan, and agents serving the queues that have a plan.',
    expr: wholeQueue(perQueue('contact_center_queue_agents_planned')),
  },
  {
    record: AGENTS_SERVING,
    expr: `${wholeQueue('queue:contact_center_queue_agents_serving:max')} and ${AGENTS_PLANNED}`,
  },
  {
    record: 'queue:contact_center_queue_agents_plan_deviation:ratio',
    expr: `(${AGENTS_SERVING} - ${AGENTS_PLANNED}) / (${AGENTS_PLANNED} > 0)`,
  },
  {
    record: RATE_PLANNED,
    comment:
      'Contacts that the plan expects per second, and over the last half hour; contacts that ended in it.',
    expr: wholeQueue(
      `${perQueue('contact_center_queue_offered_planned_interactions')} / ${perQueue('contact_center_queue_plan_interval_seconds')}`,
    ),
  },
  {
    record: CONTACTS_PLANNED,
    expr: lines`
      | ${SECONDS} * avg_over_time(${RATE_PLANNED}[30m])
      | and
      | ${RATE_PLANNED}`,
  },
  {
    record: CONTACTS,
    expr: `${wholeQueue('queue:contact_center_queue_ended:increase30m')} and ${CONTACTS_PLANNED}`,
  },
  {
    record: 'queue:contact_center_queue_contacts_plan_deviation:ratio30m',
    expr: `(${CONTACTS} - ${CONTACTS_PLANNED}) / (${CONTACTS_PLANNED} > 0)`,
  },
  ...ofTenant('agents', AGENTS_SERVING, AGENTS_PLANNED, 'ratio'),
  ...ofTenant('contacts', CONTACTS, CONTACTS_PLANNED, 'ratio30m'),
];

/** Sums over the queues that have both, then the deviation of the sums. */
function ofTenant(what: string, actual: string, planned: string, operations: string): RecordingRule[] {
  const operation = operations.replace('ratio', 'sum');
  const series = (name: string) => `tenant:contact_center_queue_${what}_${name}:${operation}`;
  return [
    { record: series('planned'), expr: `sum by (tenant) (${planned} and ${actual})` },
    { record: series('against_plan'), expr: `sum by (tenant) (${actual} and ${planned})` },
    {
      record: `tenant:contact_center_queue_${what}_plan_deviation:${operations}`,
      expr: `(${series('against_plan')} - ${series('planned')}) / (${series('planned')} > 0)`,
    },
  ];
}
