import {
  BAD,
  badFrom,
  CELL_TO_RUNBOOK,
  CELL_TO_TENANT,
  CHOSEN_TENANTS,
  queuesWhere,
  table,
  UP_OR_DOWN,
  WATCH,
  words,
} from '../kit/index.ts';
import { BREACH, WAITING } from './figures.ts';

/** Each tenant as a whole, and the alerts that fire. */

const perTenant = (metric: string, matchers = '') =>
  `max by (tenant) (${metric}{${CHOSEN_TENANTS}${matchers}})`;

export const tenants = table({
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
      expr: queuesWhere(BREACH, 'tenant'),
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

export const firing = table({
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
