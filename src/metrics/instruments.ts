import type { Instrument } from './family.ts';

/** Metrics of the exporter itself. Those without the label `tenant` describe the process. */

/** Buckets in seconds: from a fast response on an open connection to the longest deadline of a poll. */
const REQUEST_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Buckets in seconds: from a fresh result to the maximum `cache_ttl` of a query. */
const RESULT_AGE_SECONDS = [1, 10, 60, 300, 900, 3600, 14_400, 86_400];

export const instruments = {
  apiRequests: {
    name: 'contact_center_api_requests_total',
    type: 'counter',
    help: 'Requests to the platform by endpoint and HTTP status, or timeout, reset, refused, invalid.',
    labels: ['tenant', 'endpoint', 'code'],
  },
  apiRequestDuration: {
    name: 'contact_center_api_request_duration_seconds',
    type: 'histogram',
    help: 'Duration of requests to the platform, response body included.',
    labels: ['tenant', 'endpoint'],
    buckets: REQUEST_SECONDS,
  },
  apiRetries: {
    name: 'contact_center_api_retries_total',
    type: 'counter',
    help: 'Retries of requests to the platform.',
    labels: ['tenant'],
  },
  apiThrottledSeconds: {
    name: 'contact_center_api_throttled_seconds_total',
    type: 'counter',
    help: 'Time requests were delayed because the platform limited the rate.',
    labels: ['tenant'],
  },
  apiBudget: {
    name: 'contact_center_api_budget_requests',
    type: 'gauge',
    help: 'Request budget of the tenant per minute.',
    labels: ['tenant'],
  },
  apiBudgetRemaining: {
    name: 'contact_center_api_budget_remaining_requests',
    type: 'gauge',
    help: 'Requests left in the budget of the current minute.',
    labels: ['tenant'],
  },
  oauthRefreshes: {
    name: 'contact_center_oauth_refreshes_total',
    type: 'counter',
    help: 'Access tokens obtained.',
    labels: ['tenant'],
  },
  oauthTokenExpiry: {
    name: 'contact_center_oauth_token_expiry_timestamp_seconds',
    type: 'gauge',
    help: 'When the current access token expires, Unix time; absent without a token.',
    labels: ['tenant'],
  },
  analyticsQueries: {
    name: 'contact_center_analytics_queries_total',
    type: 'counter',
    help: 'Queries to the analytics query API by result: hit (from the cache), miss (from the platform), shared (joined an identical query in progress), stale (expired cache entry, because the platform failed), failed.',
    labels: ['tenant', 'result'],
  },
  analyticsAnswerAge: {
    name: 'contact_center_analytics_answer_age_seconds',
    type: 'histogram',
    help: 'Age of results of the analytics query API: time since the platform was queried.',
    labels: ['tenant'],
    buckets: RESULT_AGE_SECONDS,
  },
  analyticsCacheErrors: {
    name: 'contact_center_analytics_cache_errors_total',
    type: 'counter',
    help: 'Failed reads and writes of the cache of the analytics query API; the queries succeed without it.',
    labels: ['operation'],
  },
  predictionUp: {
    name: 'contact_center_prediction_up',
    type: 'gauge',
    help: 'Whether the predictor is running; absent when prediction is disabled.',
    labels: [],
  },
  clusterLeader: {
    name: 'contact_center_cluster_leader',
    type: 'gauge',
    help: 'Whether this replica polls the tenant; absent without replicas.',
    labels: ['tenant'],
  },
  clusterUp: {
    name: 'contact_center_cluster_up',
    type: 'gauge',
    help: 'Whether Redis, which the replicas share, responds; absent without replicas.',
    labels: [],
  },
  clusterFailovers: {
    name: 'contact_center_cluster_failovers_total',
    type: 'counter',
    help: 'Leases that this replica took over from one that stopped without releasing them.',
    labels: ['tenant'],
  },
  buildInfo: {
    name: 'contact_center_exporter_build_info',
    type: 'gauge',
    help: 'Version of the exporter and of Node.js; always 1.',
    labels: ['version', 'node_version'],
  },
  demoMode: {
    name: 'contact_center_exporter_demo_mode',
    type: 'gauge',
    help: 'Whether simulated data is served: 1 without a configuration file, 0 with one.',
    labels: [],
  },
  configReloadSuccessful: {
    name: 'contact_center_exporter_config_last_reload_successful',
    type: 'gauge',
    help: 'Whether the last configuration load succeeded.',
    labels: [],
  },
  configReloadSuccessTimestamp: {
    name: 'contact_center_exporter_config_last_reload_success_timestamp_seconds',
    type: 'gauge',
    help: 'When the configuration was last loaded successfully, Unix time.',
    labels: [],
  },
  shards: {
    name: 'contact_center_exporter_shards',
    type: 'gauge',
    help: 'Number of shards that the tenants are split between; the label is the shard of this exporter. Absent without shards.',
    labels: ['shard'],
  },
  series: {
    name: 'contact_center_exporter_series',
    type: 'gauge',
    help: 'Series of all tenants currently exposed.',
    labels: [],
  },
  seriesLimited: {
    name: 'contact_center_exporter_series_limited',
    type: 'gauge',
    help: 'Whether the queue metrics of the tenant are withheld because it exceeds the limit of series.',
    labels: ['tenant'],
  },
} as const satisfies Record<string, Instrument>;
