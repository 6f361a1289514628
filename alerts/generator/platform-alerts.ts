import { type Alert, WHILE_OPEN } from './alert.ts';
import { lines } from './rule.ts';
import { than } from './thresholds.ts';

const DASHBOARD = 'contact-center-exporter';
const perCollector = (selector: string) => `max by (tenant, collector) (${selector})`;
/** Collectors that provide the data of the queues. */
const VITAL = 'collector=~"queues|aggregates"';
const OTHER = 'collector!~"queues|aggregates"';

/** The platforms and the polls: whether the metrics can be trusted. */
export const platformAlerts: readonly Alert[] = [
  {
    name: 'ContactCenterPlatformDown',
    severity: 'page',
    scope: 'tenant',
    dashboard: 'contact-center-overview',
    comment:
      'Inhibits the alerts of all queues of the tenant and those that follow from it: see alertmanager.yaml.',
    expr: lines`
      | max by (tenant) (contact_center_platform_up) == 0
      | ${WHILE_OPEN}`,
    for: '1m',
    keepFiringFor: '5m',
    summary: '{{ $labels.tenant }}: the contact centre platform is down',
    description:
      'The platform does not respond, rejects authentication, or reports an outage. Data of the queues is missing meanwhile.',
  },
  {
    name: 'ContactCenterPlatformDegraded',
    severity: 'ticket',
    scope: 'tenant',
    dashboard: 'contact-center-overview',
    expr: lines`
      | max by (tenant, component, status) (
      |   contact_center_platform_status{status=~"degraded_performance|partial_outage|major_outage"}
      | ) == 1`,
    for: '5m',
    keepFiringFor: '5m',
    summary: '{{ $labels.tenant }}: the platform reports {{ $labels.component }} as {{ $labels.status }}',
    description:
      'The status page of the platform reports this. It may be the cause of problems of the queues.',
  },
  stale('page', VITAL),
  stale('ticket', OTHER),
  {
    name: 'ContactCenterCollectorFailing',
    severity: 'ticket',
    scope: 'tenant',
    dashboard: DASHBOARD,
    comment: 'Long enough for two polls of the slowest collectors.',
    expr: `${perCollector('contact_center_collector_success')} == 0`,
    for: '10m',
    keepFiringFor: '5m',
    summary: '{{ $labels.tenant }}: the polls of collector {{ $labels.collector }} fail',
    description:
      'The last poll of collector {{ $labels.collector }} failed, and so did the previous ones. The landing page and the log of the exporter show the reason.',
  },
  {
    name: 'ContactCenterSelectionUnmatched',
    severity: 'ticket',
    scope: 'tenant',
    dashboard: DASHBOARD,
    comment: 'Longer than the queue list is cached, so that a new queue does not trigger it.',
    expr: 'max by (tenant) (contact_center_tenant_selectors_unmatched) > 0',
    for: '15m',
    keepFiringFor: '5m',
    summary: '{{ $labels.tenant }}: {{ $value }} entries of the queue selection match no queue',
    description: lines`
      | {{ $tenant := printf "tenant=%q" $labels.tenant -}}
      | Entries of queues.include or queues.ids match no queue: mistyped, or the queue was renamed or deleted. Queues watched: {{ with query (printf "max(contact_center_tenant_queues_watched{%s})" $tenant) }}{{ . | first | value }}{{ else }}unknown{{ end }}. The log of the exporter names the entries.`,
  },
  {
    name: 'ContactCenterApiBudgetLow',
    severity: 'ticket',
    scope: 'tenant',
    dashboard: DASHBOARD,
    expr: lines`
      | min by (tenant) (
      |   avg_over_time(contact_center_api_budget_remaining_requests[15m])
      |   / (contact_center_api_budget_requests > 0)
      | ) ${than('<', 'api_budget_left_ratio')}`,
    for: '15m',
    keepFiringFor: '15m',
    summary: '{{ $labels.tenant }}: {{ $value | humanizePercentage }} of the request budget is left',
    description:
      'On average over 15m, {{ $value | humanizePercentage }} of the requests per minute are left. Less urgent collectors are skipped first.',
  },
  {
    name: 'ContactCenterApiThrottled',
    severity: 'ticket',
    scope: 'tenant',
    dashboard: DASHBOARD,
    expr: lines`
      | max by (tenant) (
      |   increase(contact_center_api_throttled_seconds_total[15m]) and contact_center_api_throttled_seconds_total
      | ) / 900 ${than('>', 'api_throttled_ratio')}`,
    for: '5m',
    keepFiringFor: '15m',
    summary: '{{ $labels.tenant }}: the platform throttles requests',
    description:
      'Requests were held back for {{ $value | humanizePercentage }} of the last 15m because the platform was rate limiting (429 and Retry-After).',
  },
  {
    name: 'ContactCenterTokenFailing',
    severity: 'ticket',
    scope: 'tenant',
    dashboard: DASHBOARD,
    comment: 'Every authentication fails, or the current token has expired without a new one.',
    expr: lines`
      | sum by (tenant) (increase(contact_center_api_requests_total{endpoint="oauth_token",code!="200"}[10m])) > 0
      |   and on (tenant) contact_center_tenant_info
      |   unless on (tenant)
      |   sum by (tenant) (increase(contact_center_api_requests_total{endpoint="oauth_token",code="200"}[10m])) > 0
      | or
      | min by (tenant) (contact_center_oauth_token_expiry_timestamp_seconds - time()) < 0`,
    for: '5m',
    keepFiringFor: '5m',
    summary: '{{ $labels.tenant }}: the exporter cannot authenticate',
    description:
      'No access token could be obtained for at least 5m. Wrong or expired credentials are the usual cause; without a token all data of this tenant is missing.',
  },
];

/** Counts from the last success; a collector that never succeeded is stale as well. */
function stale(severity: Alert['severity'], which: string): Alert {
  const lastSuccess = perCollector(`contact_center_collector_last_success_timestamp_seconds{${which}}`);
  const interval = perCollector(`contact_center_collector_interval_seconds{${which}}`);
  return {
    name: 'ContactCenterDataStale',
    severity,
    scope: 'tenant',
    dashboard: DASHBOARD,
    ...(severity === 'page' && {
      comment: 'In poll intervals. Inhibits the alerts of all queues of the tenant, whose data is old.',
    }),
    expr: lines`
      | (
      |   (time() - ${lastSuccess})
      |     / ${interval}
      |     ${than('>', 'stale_intervals')}
      |   or
      |   ${interval}
      |     unless ${lastSuccess}
      | )
      | ${severity === 'page' ? WHILE_OPEN : ''}`,
    for: '2m',
    keepFiringFor: '2m',
    summary: '{{ $labels.tenant }}: the data of collector {{ $labels.collector }} is stale',
    description:
      'No poll of collector {{ $labels.collector }} has succeeded for several of its intervals. Its metrics are absent until a poll succeeds.',
  };
}
