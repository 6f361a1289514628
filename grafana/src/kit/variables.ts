import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableHide,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { realAddress } from '../../../alerts/generator/index.ts';
import { EVERY_QUEUE } from './promql.ts';
import { DATASOURCE } from './query.ts';
import { SETTINGS } from './settings.ts';

/** What a viewer can choose at the top of a dashboard. */
export type Variable = Builder<VariableModel>;

export const datasource = (): Variable =>
  new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');

export const tenants = (): Variable =>
  choiceOfMany('tenant', 'Tenant', 'label_values(contact_center_tenant_info, tenant)');

export const media = (): Variable =>
  choiceOfMany('media', 'Media', `label_values(${EVERY_QUEUE}{tenant=~"$tenant"}, media)`);

/** A queue is offered as long as it was there in the time shown: one whose platform is down is opened most. */
const inRange = (selector: string) => `last_over_time(${EVERY_QUEUE}{${selector}}[$__range])`;

/** Queues by their id, which stays, under their name and that of their tenant. */
export const queues = (): Variable => {
  const existing = `group by (tenant, queue, queue_id) (${inRange('tenant=~"$tenant",media=~"$media|all"')})`;
  const named = `label_join(${existing}, "queue", " · ", "queue", "tenant")`;
  return choiceOfMany('queue', 'Queue', `query_result(${named})`).regex(NAME_AND_ID);
};

export const oneTenant = (): Variable =>
  choice('tenant', 'Tenant', 'label_values(contact_center_tenant_info, tenant)');

export const oneQueue = (): Variable =>
  choice('queue', 'Queue', `query_result(group by (queue, queue_id) (${inRange('tenant="$tenant"')}))`).regex(
    NAME_AND_ID,
  );

/** The media that the queue had contacts of in the time shown, busiest first; where it had none, one that it has. */
export const mediaOfQueue = (): Variable => {
  const overRange = (fn: string, name: string, matchers = '') =>
    `max by (media) (${fn}(contact_center_queue_${name}{tenant="$tenant",queue_id="$queue"${matchers}}[$__range]))`;
  const hadContacts = [
    `${overRange('increase', 'offered_total')} > 0`,
    `${overRange('max_over_time', 'answered_interactions', ',window=~"[0-9].*"')} > 0`,
    `${overRange('max_over_time', 'active_interactions')} > 0`,
    `${overRange('max_over_time', 'waiting_interactions')} > 0`,
  ].join(' or ');
  const anyMedium = `topk(1, ${overRange('last_over_time', 'waiting_interactions')} or ${overRange('last_over_time', 'active_interactions')})`;
  return choiceOfMany(
    'media',
    'Media',
    `query_result(sort_desc(${hadContacts}) or (${anyMedium} unless on () (${hadContacts})))`,
  )
    .regex('/media="([^"]*)"/')
    .sort(VariableSort.Disabled);
};

export const channels = (): Variable =>
  choiceOfMany(
    'channel',
    'Channel',
    'label_values(contact_center_analytics_handle_seconds{tenant=~"$tenant"}, channel)',
  );

export const jobs = (): Variable =>
  choiceOfMany('job', 'Job', 'label_values(contact_center_exporter_build_info, job)');

export const instances = (): Variable =>
  choiceOfMany(
    'instance',
    'Exporter',
    'label_values(contact_center_exporter_build_info{job=~"$job"}, instance)',
  );

/**
 * Addresses of the wallboard and the runbooks, as `alerts/settings.yaml` has them. Shown on one dashboard, and handed
 * on by the links to the others.
 */
export const addresses = (hide = VariableHide.HideVariable): readonly Variable[] => [
  text('wallboard', 'Wallboard address', realAddress(SETTINGS.links.wallboard), hide),
  text('runbooks', 'Runbooks address', realAddress(SETTINGS.links.runbooks), hide),
];

/** Prometheus gives labels in the order of the alphabet, and a name may have quotes in it. */
const NAME_AND_ID = '/queue="(?<text>.*)",queue_id="(?<value>[^"]*)"/';

/** Where "All" stands for thousands, it must not become a list of them. */
const ANY = '.+';

function choiceOfMany(name: string, label: string, query: string): QueryVariableBuilder {
  return choice(name, label, query)
    .multi(true)
    .includeAll(true)
    .allValue(ANY)
    .current({ selected: true, text: ['All'], value: ['$__all'] });
}

function choice(name: string, label: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query({ query, refId: name })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NaturalAsc);
}

function text(
  name: string,
  label: string,
  value: string | undefined,
  hide: VariableHide,
): TextBoxVariableBuilder {
  return new TextBoxVariableBuilder(name)
    .label(label)
    .hide(hide)
    .defaultValue(value ?? '')
    .current({ selected: true, text: value ?? '', value: value ?? '' });
}
