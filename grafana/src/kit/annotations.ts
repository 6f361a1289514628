import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { BAD, PURPLE } from './colours.ts';
import { DATASOURCE } from './query.ts';

/** What happened, marked on every graph. */

/** How finely it is looked for. */
const STEP = '60s';

/** Somebody changed the routing; a counter may begin with the change itself. */
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

export function alerts(selector: string): AnnotationQueryBuilder {
  return annotation('Alerts', BAD)
    .expr(
      `max by (alertname, severity, tenant, queue) (ALERTS{alertname=~"ContactCenter.+",alertstate="firing",${selector}})`,
    )
    .titleFormat('{{alertname}}')
    .textFormat('{{tenant}} {{queue}}')
    .tagKeys('severity');
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
