import type { Instrument } from './family.ts';

/** What the exporter counts about itself as things happen. Names without a tenant label describe the process. */

/** From a fast answer on a warm connection to the longest deadline of a poll, in seconds. */
const REQUEST_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** From a fresh answer to the oldest that a query may ask for, in seconds. */
const ANSWER_AGE_SECONDS = [1, 10, 60, 300, 900, 3600, 14_400, 86_400];

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
    help: 'How long requests to the platform took, body included.',
    labels: ['tenant', 'endpoint'],
    buckets: REQUEST_SECONDS,
  },
  apiRetries: {
    name: 'contact_center_api_retries_total',
    type: 'counter',
    help: 'Requests to the platform that were tried again.',
    labels: ['tenant'],
  },
  apiThrottledSeconds: {
    name: 'contact_center_api_throttled_seconds_total',
    type: 'counter',
    help: 'Time that requests were held back because the platform asked for it.',
    labels: ['tenant'],
  },
  apiBudget: {
    name: 'contact_center_api_budget_requests',
    type: 'gauge',
    help: 'Requests per minute that the tenant may make.',
    labels: ['tenant'],
  },
  apiBudgetRemaining: {
    name: 'contact_center_api_budget_remaining_requests',
    type: 'gauge',
    help: 'Requests left of the budget of the running minute.',
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
    help: 'When the access token in use expires, Unix time; absent without one.',
    labels: ['tenant'],
  },
  analyticsQueries: {
    name: 'contact_center_analytics_queries_total',
    type: 'counter',
    help: 'Queries to the analytics query API by result: hit (from the cache), miss (the platform was asked), shared (it was being asked the same already), stale (an old answer, as the platform could not be asked), failed.',
    labels: ['tenant', 'result'],
  },
  analyticsAnswerAge: {
    name: 'contact_center_analytics_answer_age_seconds',
    type: 'histogram',
    help: 'How old the answers of the analytics query API were: the time since the platform was asked.',
    labels: ['tenant'],
    buckets: ANSWER_AGE_SECONDS,
  },
  analyticsCacheErrors: {
    name: 'contact_center_analytics_cache_errors_total',
    type: 'counter',
    help: 'Reads and writes of the cache of the analytics query API that failed; the query was answered nevertheless.',
    labels: ['operation'],
  },
  predictionUp: {
    name: 'contact_center_prediction_up',
    type: 'gauge',
    help: 'Whether the predictor runs; absent when prediction is disabled.',
    labels: [],
  },
  buildInfo: {
    name: 'contact_center_exporter_build_info',
    type: 'gauge',
    help: 'The version of the exporter and of its runtime; always 1.',
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
    help: 'Whether the last attempt to load the configuration succeeded.',
    labels: [],
  },
  configReloadSuccessTimestamp: {
    name: 'contact_center_exporter_config_last_reload_success_timestamp_seconds',
    type: 'gauge',
    help: 'When the configuration was last loaded, Unix time.',
    labels: [],
  },
  series: {
    name: 'contact_center_exporter_series',
    type: 'gauge',
    help: 'Series read from the tenants that are exposed now.',
    labels: [],
  },
  seriesLimited: {
    name: 'contact_center_exporter_series_limited',
    type: 'gauge',
    help: 'Whether the queue metrics of the tenant are withheld because it has more series than the limit.',
    labels: ['tenant'],
  },
} as const satisfies Record<string, Instrument>;
