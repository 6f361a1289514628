import { defined } from '../../src/domain/index.ts';
import { BUSINESS_HOURS } from './business-hours.ts';
import { type AlertingRule, perQueue } from './rule.ts';
import type { Settings } from './settings.ts';
import { than } from './thresholds.ts';

/** Definition of an alert; {@link alertingRule} adds the links and labels that all alerts share. */
export interface Alert {
  readonly name: string;
  /** `page` notifies the on-call engineer; `ticket` can wait for working hours. */
  readonly severity: 'page' | 'ticket';
  /** Subject of the alert, used for inhibition and routing. */
  readonly scope: 'queue' | 'tenant' | 'exporter';
  readonly dashboard: Dashboard;
  readonly expr: string;
  readonly for: string;
  readonly keepFiringFor?: string;
  /** One line, complete enough for a phone's lock screen. */
  readonly summary: string;
  readonly description: string;
  readonly comment?: string;
}

export type Dashboard =
  | 'contact-center-overview'
  | 'contact-center-queue'
  | 'contact-center-service-level'
  | 'contact-center-agents'
  | 'contact-center-channels'
  | 'contact-center-exporter';

export function alertingRule(alert: Alert, links: Settings['links']): AlertingRule {
  const { name, severity, scope, dashboard } = alert;
  return defined({
    alert: name,
    comment: alert.comment,
    expr: alert.expr,
    for: alert.for,
    keepFiringFor: alert.keepFiringFor,
    labels: { severity, scope },
    annotations: {
      summary: alert.summary,
      description: alert.description,
      runbook_url: `${links.runbooks}/${name}.md`,
      dashboard_url: `${links.dashboards}/d/${dashboard}${VARIABLES[scope]}`,
    },
  });
}

/** Preselects the tenant and the queue on the dashboard. */
const VARIABLES: Readonly<Record<Alert['scope'], string>> = {
  queue: '?var-tenant={{ $labels.tenant | urlquery }}&var-queue={{ $labels.queue_id | urlquery }}',
  tenant: '?var-tenant={{ $labels.tenant | urlquery }}',
  exporter: '',
};

/** Guards at the end of the expression of every page. A tenant without opening hours is always open. */
export const WHILE_OPEN = `unless on (tenant) ${BUSINESS_HOURS} == 0`;
export const ENOUGH_CONTACTS = 'and queue:contact_center_queue_enough_contacts:bool == 1';

/** Requires data for at least half of a long period, so that it does not fire right after a start. */
export const WATCHED_FOR: Readonly<Record<'1h' | '8h', string>> = {
  '1h': 'and queue:contact_center_queue_ended:increase5m offset 30m',
  '8h': 'and queue:contact_center_queue_ended:increase5m offset 4h',
};

/** The exporter reports a breach, and enough contacts were late to exclude chance. */
export const BREACHED = [
  `${perQueue('contact_center_queue_sla_breach')} == 1`,
  'and',
  `queue:contact_center_queue_excess_late:window ${than('>=', 'breach_excess_contacts')}`,
].join('\n');

/**
 * Template variables that select the alert's queue in the queries of its text; renders nothing. Agents are selected by
 * queue: where a platform separates the media of a queue, its agents serve all of them.
 */
export const OF_THIS_QUEUE = [
  '{{ $queue := printf "tenant=%q,queue_id=%q" $labels.tenant $labels.queue_id -}}',
  '{{ $row := printf "%s,media=%q" $queue $labels.media -}}',
].join('\n');

const COUNT = 'printf "%.0f"';
type Format = typeof COUNT | 'humanizePercentage' | 'humanizeDuration';

/** Current value of a series in the text of an alert, `unknown` when absent. */
export function reading(series: string, format: Format = COUNT): string {
  return currentValue(`${series}{%s}`, '$row', format);
}

/** The same for the agents of the queue; `query` has `%s` in place of the queue's labels. */
export function agentsReading(query: string): string {
  return currentValue(`max(${query})`, '$queue', COUNT);
}

function currentValue(query: string, selection: string, format: Format): string {
  return `{{ with query (printf "${query}" ${selection}) }}{{ . | first | value | ${format} }}{{ else }}unknown{{ end }}`;
}

/** Waiting contacts and serving agents, the basis of any decision. */
export const WHO_WAITS_AND_SERVES = [
  `Waiting: ${reading('queue:contact_center_queue_waiting:max')}, oldest: ${reading('queue:contact_center_queue_oldest_wait:seconds', 'humanizeDuration')}.`,
  `Agents free: ${agentsReading("contact_center_queue_agents{state='available',%s}")}, serving: ${agentsReading('queue:contact_center_queue_agents_serving:max{%s}')}.`,
].join('\n');
