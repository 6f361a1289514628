import { PLATFORM_STATUSES, type PlatformStatus } from '../../src/domain/index.ts';
import {
  alerts,
  availableAgents,
  BAD,
  badBelow,
  badFrom,
  byBestMethod,
  CELL_TO_RUNBOOK,
  CELL_TO_TENANT,
  CHANCE,
  CHOSEN_QUEUES,
  CHOSEN_TENANTS,
  configurationChanges,
  dashboard,
  type FigureColumn,
  GOOD,
  GREY,
  line,
  PURPLE,
  perQueue,
  ROW_TO_QUEUE,
  ratioOf,
  rowsWithContacts,
  SKY,
  stat,
  states,
  table,
  timeSeries,
  UP_OR_DOWN,
  VERMILLION,
  variables,
  WATCH,
  watchFrom,
  words,
} from './kit/index.ts';

/** Operations overview: every tenant at a glance, worst queues first. */

const WAITING = `queue:contact_center_queue_waiting:max{${CHOSEN_QUEUES}}`;
const OLDEST = `queue:contact_center_queue_oldest_wait:seconds{${CHOSEN_QUEUES}}`;
const JUDGED = `queue:contact_center_queue_service_level:judged{${CHOSEN_QUEUES}}`;
const IN_TIME = `queue:contact_center_queue_answered_within_threshold:window{${CHOSEN_QUEUES}}`;
const ENDED = `queue:contact_center_queue_ended:window{${CHOSEN_QUEUES}}`;
const BREACH = perQueue('contact_center_queue_sla_breach');
const TARGET = perQueue('contact_center_queue_service_level_target_ratio');
const CHANCE_OF_BREACH = byBestMethod('contact_center_queue_sla_breach_probability');

const present = [
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
    queries: [{ expr: `sum((${WAITING} > bool 0) * (${availableAgents()} == bool 0))` }],
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
    queries: [{ expr: `sum(${BREACH})` }],
  }),
  stat({
    title: 'Breach predicted',
    description:
      'Queues that are expected to miss their target within the horizon (10 minutes unless set otherwise), by the better of the methods that there are for each.',
    unit: 'short',
    noValue: 'Unknown',
    thresholds: watchFrom(1),
    queries: [{ expr: `sum(${byBestMethod('contact_center_queue_sla_breach_predicted')})` }],
  }),
];

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

const worstFirst = table({
  title: 'Queues, worst first',
  description:
    'Queues in breach come first, by how far they miss their target; then the others by their chance of a breach within the horizon. An empty cell is a figure that the platform does not give. The name leads to the queue.',
  noValue: 'No queue matches the choice above',
  labels: [
    { label: 'queue', title: 'Queue', link: ROW_TO_QUEUE },
    { label: 'tenant', title: 'Tenant', width: 110 },
    { label: 'media', title: 'Media', width: 90 },
    { label: 'queue_id', title: 'Queue id', hidden: true },
  ],
  figures: queueFigures,
  sort: { by: 'Risk', descending: true },
});

const perTenant = (metric: string, matchers = '') =>
  `max by (tenant) (${metric}{${CHOSEN_TENANTS}${matchers}})`;

const tenants = table({
  title: 'Tenants',
  description:
    'Each tenant as a whole. Data age is the time since the last successful poll of its queues. Service level and abandonment are those of the last 24 hours, all contacts taken together.',
  noValue: 'No tenant is polled',
  labels: [
    {
      label: 'tenant',
      title: 'Tenant',
      link: CELL_TO_TENANT,
    },
    { label: 'platform', title: 'Platform', width: 90 },
    { label: 'api', title: 'API', width: 110 },
  ],
  figures: [
    {
      title: 'Info',
      expr: `group by (tenant, platform, api) (contact_center_tenant_info{${CHOSEN_TENANTS}})`,
      unit: 'short',
      dropped: true,
    },
    {
      title: 'Connection',
      expr: perTenant('contact_center_platform_up'),
      unit: 'short',
      width: 100,
      mappings: UP_OR_DOWN,
      cell: 'background',
    },
    {
      title: 'Data age',
      expr: `time() - ${perTenant('contact_center_collector_last_success_timestamp_seconds', ',collector="queues"')}`,
      unit: 's',
      decimals: 0,
      width: 90,
      thresholds: [
        { value: null, color: 'transparent' },
        { value: 60, color: WATCH },
        { value: 300, color: BAD },
      ],
      cell: 'background',
    },
    { title: 'Waiting', expr: `sum by (tenant) (${WAITING})`, unit: 'short', width: 80 },
    {
      title: 'In breach',
      expr: `sum by (tenant) (${BREACH})`,
      unit: 'short',
      width: 90,
      thresholds: badFrom(1),
      cell: 'background',
    },
    {
      title: 'Service level, day',
      expr: `tenant:contact_center_queue_service_level:ratio1d{${CHOSEN_TENANTS}}`,
      unit: 'percentunit',
      decimals: 1,
      width: 140,
    },
    {
      title: 'Abandoned, day',
      expr: `tenant:contact_center_queue_abandonment:ratio1d{${CHOSEN_TENANTS}}`,
      unit: 'percentunit',
      decimals: 1,
      width: 130,
    },
  ],
});

/** From best to worst; the numbers only order them. */
const STATUS: Readonly<Record<PlatformStatus, readonly [code: number, text: string, colour: string]>> = {
  operational: [0, 'Operational', GOOD],
  unknown: [1, 'Unknown', GREY],
  under_maintenance: [2, 'Maintenance', PURPLE],
  degraded_performance: [3, 'Degraded', '#F0E442'],
  partial_outage: [4, 'Partial outage', WATCH],
  major_outage: [5, 'Major outage', BAD],
};

const worstStatus = PLATFORM_STATUSES.map(
  (status) =>
    `(contact_center_platform_status{${CHOSEN_TENANTS},status="${status}"} == 1) * ${STATUS[status][0]}`,
);

const platformStatus = states({
  title: 'Platform status',
  description:
    'What each platform says of itself: the worst of its components, on its status page or in its health answer. A gap: it was not asked or did not answer.',
  unit: 'short',
  noValue: 'No platform is asked for its status',
  mappings: words(
    Object.fromEntries(Object.values(STATUS).map(([code, text, colour]) => [code, [text, colour] as const])),
  ),
  queries: [{ expr: `max by (tenant) (${worstStatus.join(' or ')})`, legend: '{{tenant}}' }],
});

const firing = table({
  title: 'Alerts',
  description: 'Alerts that fire now, those that others silence included. The name leads to the runbook.',
  noValue: 'No alert fires',
  labels: [
    {
      label: 'alertname',
      title: 'Alert',
      link: CELL_TO_RUNBOOK,
    },
    {
      label: 'severity',
      title: 'Severity',
      width: 80,
      mappings: words({ page: ['page', BAD], ticket: ['ticket', WATCH] }),
    },
    { label: 'tenant', title: 'Tenant', width: 100 },
    { label: 'queue', title: 'Queue' },
  ],
  figures: [
    {
      title: 'Firing',
      expr: `max by (alertname, severity, tenant, queue) (ALERTS{alertname=~"ContactCenter.+",alertstate="firing",tenant=~"$tenant|"})`,
      unit: 'short',
      dropped: true,
    },
  ],
});

const waitingByTenant = timeSeries({
  title: 'Waiting, by tenant',
  description: 'Contacts waiting in the chosen queues. A gap means that nothing is known of that time.',
  unit: 'short',
  queries: [{ expr: `sum by (tenant) (${WAITING})`, legend: '{{tenant}}' }],
});

const serviceLevelByTenant = timeSeries({
  title: 'Service level, by tenant',
  description:
    'Contacts served in time over all that ended, in the rolling window. A gap: no contact ended, or nothing is known.',
  unit: 'percentunit',
  noValue: 'No contacts',
  max: 1,
  queries: [{ expr: ratioOf(IN_TIME, ENDED, 'tenant'), legend: '{{tenant}}' }],
});

const troubled = timeSeries({
  title: 'Queues in breach and predicted to be',
  description:
    'How many of the chosen queues miss their target, and how many are expected to within the horizon.',
  unit: 'short',
  queries: [
    { expr: `sum(${BREACH})`, legend: 'In breach' },
    { expr: `sum(${byBestMethod('contact_center_queue_sla_breach_predicted')})`, legend: 'Predicted' },
  ],
  looks: { 'In breach': { colour: VERMILLION }, Predicted: { colour: SKY, dashed: true } },
});

export const overview = dashboard({
  uid: 'contact-center-overview',
  description: 'Every tenant at a glance and the worst queues first: where is help needed now?',
  variables: [variables.datasource(), variables.tenants(), variables.media(), variables.queues()],
  annotations: [alerts('tenant=~"$tenant|"'), configurationChanges(CHOSEN_QUEUES)],
  from: 'now-6h',
  refresh: '30s',
  sections: [
    {
      lines: [line(4, present), line(13, [worstFirst]), line(8, [tenants, firing], [15, 9])],
    },
    {
      title: 'The last hours',
      lines: [line(8, [waitingByTenant, serviceLevelByTenant]), line(7, [troubled, platformStatus])],
    },
  ],
});
