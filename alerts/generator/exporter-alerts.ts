import type { Alert } from './alert.ts';
import { BUSINESS_HOURS, CALENDAR_END } from './business-hours.ts';
import { lines } from './rule.ts';

const DASHBOARD = 'contact-center-exporter';
const NINETY_DAYS_SECONDS = '7776000';
const RECENT_TENANTS = 'group by (tenant) (last_over_time(contact_center_tenant_info[1d]))';

/** Quiet while every tenant of the last day is closed. */
const UNLESS_ALL_CLOSED = lines`
  | unless on ()
  |   count(${RECENT_TENANTS})
  |   ==
  |   count(${RECENT_TENANTS} and on (tenant) ${BUSINESS_HOURS} == 0)`;

/** The exporter itself: without it, no other alert can fire. */
export const exporterAlerts: readonly Alert[] = [
  {
    name: 'ContactCenterExporterDown',
    severity: 'page',
    scope: 'exporter',
    dashboard: DASHBOARD,
    comment:
      'A target that was an exporter within the last day and cannot be scraped; or no exporter at all. Quiet while every tenant is closed.',
    expr: lines`
      | (
      |   up == 0 and on (job, instance) last_over_time(contact_center_exporter_build_info[1d])
      |   or
      |   absent(contact_center_exporter_build_info)
      | )
      | ${UNLESS_ALL_CLOSED}`,
    for: '2m',
    keepFiringFor: '2m',
    summary: 'contact-center-exporter is down{{ with $labels.instance }} ({{ . }}){{ end }}',
    description:
      'Prometheus cannot scrape {{ with $labels.instance }}the exporter at {{ . }}{{ else }}any exporter{{ end }}: data of its tenants is missing, and no other alert about them can fire.',
  },
  {
    name: 'ContactCenterShardMissing',
    severity: 'page',
    scope: 'exporter',
    dashboard: DASHBOARD,
    comment:
      'Counts a shard once, however many replicas it has. Quiet without shards, and while every tenant is closed.',
    expr: lines`
      | (
      |   max(contact_center_exporter_shards)
      |   -
      |   count(count by (shard) (contact_center_exporter_shards))
      | )
      | > 0
      | ${UNLESS_ALL_CLOSED}`,
    for: '5m',
    summary: 'Tenants are not monitored: shards of contact-center-exporter are missing ({{ $value }})',
    description:
      'The exporters are started with more shards than Prometheus scrapes. The tenants of the missing shards are not polled, and no other alert about them can fire.',
  },
  {
    name: 'ContactCenterTenantNotPolled',
    severity: 'page',
    scope: 'tenant',
    dashboard: DASHBOARD,
    comment: 'Longer than a lease and a poll. Quiet without replicas, and while the tenant is closed.',
    expr: lines`
      | max by (tenant) (contact_center_cluster_leader)
      | ==
      | 0
      | unless on (tenant) ${BUSINESS_HOURS} == 0`,
    for: '2m',
    summary: 'No replica polls {{ $labels.tenant }}',
    description:
      'The replicas of contact-center-exporter run, and none of them holds the lease of {{ $labels.tenant }}: its data is not updated, and its alerts cannot fire.',
  },
  {
    name: 'ContactCenterConfigReloadFailed',
    severity: 'ticket',
    scope: 'exporter',
    dashboard: DASHBOARD,
    expr: 'contact_center_exporter_config_last_reload_successful == 0',
    for: '5m',
    summary: 'contact-center-exporter rejected its new configuration ({{ $labels.instance }})',
    description:
      'The last reload failed; the previous configuration stays active. The log and contact-center-exporter check-config FILE show the line.',
  },
  {
    name: 'ContactCenterPredictorDown',
    severity: 'ticket',
    scope: 'exporter',
    dashboard: DASHBOARD,
    comment: 'Includes a predictor that fails again soon after each restart.',
    expr: 'avg_over_time(contact_center_prediction_up[10m]) < 0.5 and contact_center_prediction_up',
    for: '5m',
    summary:
      'Predictions are missing: the predictor of contact-center-exporter fails ({{ $labels.instance }})',
    description:
      'The predictor was down for most of the last 10 minutes. Breaches are not predicted meanwhile; all other metrics and alerts are not affected.',
  },
  {
    name: 'ContactCenterCalendarEnding',
    severity: 'ticket',
    scope: 'exporter',
    dashboard: DASHBOARD,
    expr: `${CALENDAR_END} - time() < ${NINETY_DAYS_SECONDS}`,
    for: '1h',
    summary: 'The clock changes known to the alert rules end in {{ $value | humanizeDuration }}',
    description:
      'After that, opening hours may be off by an hour. Move calendar in alerts/settings.yaml, add the holidays, and generate the rules again.',
  },
];
