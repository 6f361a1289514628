import { BUSINESS_HOURS } from './business-hours.ts';
import { type AlertingRule, perQueue } from './rule.ts';
import type { Settings } from './settings.ts';
import { than } from './thresholds.ts';

/** An alert as its author states it; the links and labels that all alerts share are added by {@link alertingRule}. */
export interface Alert {
  readonly name: string;
  /** `page` wakes somebody; `ticket` can wait for working hours. */
  readonly severity: 'page' | 'ticket';
  /** What it speaks of: inhibition and routing go by it. */
  readonly scope: 'queue' | 'tenant' | 'exporter';
  readonly dashboard: Dashboard;
  readonly expr: string;
  readonly for: string;
  readonly keepFiringFor?: string;
  /** One line that tells the whole story on a phone's lock screen. */
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
  return {
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
  };
}

/** Preselects the tenant and the queue on the dashboard. */
const VARIABLES: Readonly<Record<Alert['scope'], string>> = {
  queue: '?var-tenant={{ $labels.tenant | urlquery }}&var-queue={{ $labels.queue_id | urlquery }}',
  tenant: '?var-tenant={{ $labels.tenant | urlquery }}',
  exporter: '',
};

/** Guards that end the expression of what pages. A tenant without opening hours is always open. */
export const WHILE_OPEN = `unless on (tenant) ${BUSINESS_HOURS} == 0`;
export const ENOUGH_CONTACTS = 'and queue:contact_center_queue_enough_contacts:bool == 1';

/** A long period of which less than half has been watched is a short one: after a start it says nothing yet. */
export const WATCHED_FOR: Readonly<Record<'1h' | '8h', string>> = {
  '1h': 'and queue:contact_center_queue_ended:increase5m offset 30m',
  '8h': 'and queue:contact_center_queue_ended:increase5m offset 4h',
};

/** The exporter's own verdict, once enough contacts were late that it is not chance. */
export const BREACHED = [
  `${perQueue('contact_center_queue_sla_breach')} == 1`,
  'and',
  `queue:contact_center_queue_excess_late:window ${than('>=', 'breach_excess_contacts')}`,
].join('\n');

/**
 * Selects the row of the alert in the queries of its text: the first line of a text, and none of what is shown. Agents
 * are asked for by queue: where a platform tells the media of a queue apart, its agents serve them all.
 */
export const OF_THIS_QUEUE = [
  '{{ $queue := printf "tenant=%q,queue_id=%q" $labels.tenant $labels.queue_id -}}',
  '{{ $row := printf "%s,media=%q" $queue $labels.media -}}',
].join('\n');

const COUNT = 'printf "%.0f"';
type Format = typeof COUNT | 'humanizePercentage' | 'humanizeDuration';

/** A figure of the row at this moment in the text of an alert, `unknown` where there is none. */
export function reading(series: string, format: Format = COUNT): string {
  return answer(`${series}{%s}`, '$row', format);
}

/** The same of the agents of the queue; `query` has `%s` where the queue is to be selected. */
export function agentsReading(query: string): string {
  return answer(`max(${query})`, '$queue', COUNT);
}

function answer(query: string, selection: string, format: Format): string {
  return `{{ with query (printf "${query}" ${selection}) }}{{ . | first | value | ${format} }}{{ else }}unknown{{ end }}`;
}

/** Who waits and who serves: what decides whether there is anything to be done. */
export const WHO_WAITS_AND_SERVES = [
  `Waiting: ${reading('queue:contact_center_queue_waiting:max')}, oldest: ${reading('queue:contact_center_queue_oldest_wait:seconds', 'humanizeDuration')}.`,
  `Agents free: ${agentsReading("contact_center_queue_agents{state='available',%s}")}, serving: ${agentsReading('queue:contact_center_queue_agents_serving:max{%s}')}.`,
].join('\n');
