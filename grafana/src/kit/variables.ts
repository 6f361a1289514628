import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DATASOURCE } from './query.ts';

/** What somebody can choose at the top of a dashboard. */
export type Variable = Builder<VariableModel>;

/** Every queue has it, on every platform. */
const EVERY_QUEUE = 'contact_center_queue_service_level_target_ratio';

export const datasource = (): Variable =>
  new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');

export const tenants = (): Variable =>
  choiceOfMany('tenant', 'Tenant', 'label_values(contact_center_tenant_info, tenant)');

export const media = (): Variable =>
  choiceOfMany('media', 'Media', `label_values(${EVERY_QUEUE}{tenant=~"$tenant"}, media)`);

/** Queues by their id, which stays, under their name and that of their tenant. */
export const queues = (): Variable => {
  const existing = `group by (tenant, queue, queue_id) (${EVERY_QUEUE}{tenant=~"$tenant",media=~"$media"})`;
  const named = `label_join(${existing}, "queue", " · ", "queue", "tenant")`;
  return choiceOfMany('queue', 'Queue', `query_result(${named})`).regex(NAME_AND_ID);
};

export const oneTenant = (): Variable =>
  choice('tenant', 'Tenant', 'label_values(contact_center_tenant_info, tenant)');

export const oneQueue = (): Variable =>
  choice(
    'queue',
    'Queue',
    `query_result(group by (queue, queue_id) (${EVERY_QUEUE}{tenant="$tenant"}))`,
  ).regex(NAME_AND_ID);

/** The media that the queue has contacts of: a queue of calls alone has no rows for mail. */
export const mediaOfQueue = (): Variable => {
  const selector = '{tenant="$tenant",queue_id="$queue"}';
  const rows = `contact_center_queue_waiting_interactions${selector} or contact_center_queue_active_interactions${selector}`;
  return choiceOfMany('media', 'Media', `query_result(group by (media) (${rows}))`).regex(
    '/media="([^"]*)"/',
  );
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
