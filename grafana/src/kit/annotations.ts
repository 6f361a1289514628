import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { ALERTS, type Alert } from '../../../alerts/generator/index.ts';
import { BAD, PURPLE } from './colours.ts';
import { DATASOURCE } from './query.ts';

/** What happened, marked on every graph. */

/** How finely Grafana looks for it. */
const STEP = '60s';

/** Changes of the routing; a counter may begin with the change itself. */
export function configurationChanges(selector: string): AnnotationQueryBuilder {
  const counted = (offset = '') =>
    `max by (tenant, queue_id, queue, action) (contact_center_queue_config_changes_total{${selector}}${offset})`;
  const known = (offset = '') =>
    `max by (tenant, queue_id, queue) (contact_center_queue_config_version{${selector}}${offset})`;
  return annotation('Configuration changes', PURPLE)
    .expr(
      [
        `${counted()} - ${counted(' offset 1m')} > 0`,
        `(${counted()} > 0 unless ${counted(' offset 1m')}) and on (tenant) (contact_center_tenant_info offset 1m)`,
        `label_replace(${known()} - ${known(' offset 1m')} != 0, "action", "new version", "", "")`,
      ].join('\nor ignoring (action)\n'),
    )
    .titleFormat('{{queue}}: {{action}}')
    .textFormat('The routing configuration of {{queue}} ({{tenant}}) was changed.')
    .tagKeys('tenant,action');
}

/**
 * Where an alert begins to page: of those that concern the dashboard, and their beginning alone, as Grafana would
 * shade the graphs for as long as they fire.
 */
export function pages(concern: (alert: Alert) => boolean, selector: string): AnnotationQueryBuilder {
  const names = ALERTS.filter((alert) => alert.severity === 'page' && concern(alert)).map(({ name }) => name);
  const firing = (offset = '') =>
    `max by (alertname, tenant, queue) (ALERTS{alertname=~"${[...new Set(names)].join('|')}",severity="page",alertstate="firing",${selector}}${offset})`;
  // As in the table of alerts, without what all names begin with.
  return annotation('Pages', BAD)
    .expr(
      `label_replace(${firing()} unless ${firing(' offset 1m')}, "alertname", "$1", "alertname", "ContactCenter(.+)")`,
    )
    .titleFormat('{{alertname}}')
    .textFormat('{{tenant}} {{queue}}')
    .tagKeys('tenant');
}

function annotation(name: string, colour: string): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name(name)
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor(colour)
    .step(STEP)
    .useValueForTime(false);
}
