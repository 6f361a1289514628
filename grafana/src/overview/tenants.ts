import {
  BAD,
  badFrom,
  CELL_TO_TENANT,
  CHOSEN_TENANTS,
  COUNT,
  LONG_DURATION,
  QUIET,
  queuesWhere,
  RATIO,
  TENANT_HAS_DATA,
  table,
  WATCH,
  watchFrom,
  watchThenBad,
  words,
} from '../kit/index.ts';
import { AT_RISK, BREACH, WAITING } from './figures.ts';

/** Each tenant as a whole, those that need help first. */

const perTenant = (metric: string, matchers = '') =>
  `max by (tenant) (${metric}{${CHOSEN_TENANTS}${matchers}})`;

/** 0: down, 1: reachable, but its queues are not known; 2: up. */
const STATE = `(${perTenant('contact_center_platform_up')} * on (tenant) (1 + ${TENANT_HAS_DATA}))`;
const IN_BREACH = queuesWhere(BREACH, 'tenant');
const QUEUES_AT_RISK = queuesWhere(AT_RISK, 'tenant');

/** A tenant without data comes before any number of queues in breach, and those before any number at risk. */
const URGENCY = `1000000 * (2 - ${STATE}) + 1000 * (${IN_BREACH} or ${STATE} * 0) + (${QUEUES_AT_RISK} or ${STATE} * 0)`;

export const tenants = table({
  title: 'Tenants, worst first (– = not known)',
  description:
    'Each tenant as a whole: first those without data, then by the number of queues in breach and at risk. Data age is the time since the last successful poll of its queues. The service level is that of the last 24 hours, all contacts taken together. A dash: the platform does not report it, or the tenant has no data.',
  noValue: 'No tenant is polled',
  labels: [
    { label: 'tenant', title: 'Tenant', link: CELL_TO_TENANT },
    { label: 'platform', title: 'Platform', width: 100 },
  ],
  figures: [
    { title: 'Urgency', expr: URGENCY, unit: COUNT, dropped: true },
    {
      title: 'Info',
      expr: `group by (tenant, platform) (contact_center_tenant_info{${CHOSEN_TENANTS}})`,
      unit: COUNT,
      dropped: true,
    },
    {
      title: 'State',
      expr: STATE,
      unit: COUNT,
      width: 75,
      mappings: words({ 2: ['Up', QUIET], 1: ['No data', WATCH], 0: ['Down', BAD] }),
      cell: 'background',
    },
    {
      title: 'Data age',
      expr: `time() - ${perTenant('contact_center_collector_last_success_timestamp_seconds', ',collector="queues"')}`,
      unit: LONG_DURATION,
      width: 90,
      thresholds: watchThenBad(60, 300),
      cell: 'background',
    },
    {
      title: 'Queues in breach',
      expr: IN_BREACH,
      unit: COUNT,
      width: 80,
      thresholds: badFrom(1),
      cell: 'background',
    },
    {
      title: 'Queues at risk',
      expr: QUEUES_AT_RISK,
      unit: COUNT,
      width: 75,
      thresholds: watchFrom(1),
      cell: 'background',
    },
    { title: 'Waiting', expr: `sum by (tenant) (${WAITING})`, unit: COUNT, width: 80 },
    {
      title: 'Service level, 24 h',
      expr: `tenant:contact_center_queue_service_level:ratio1d{${CHOSEN_TENANTS}}`,
      unit: RATIO,
      decimals: 1,
      width: 90,
    },
  ],
  sort: { by: 'Urgency', descending: true },
});
