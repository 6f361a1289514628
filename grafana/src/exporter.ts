import {
  alerts,
  BAD,
  BLUE,
  badFrom,
  CHOSEN_TENANTS,
  dashboard,
  GOOD,
  GREY,
  heatMap,
  line,
  ORANGE,
  PURPLE,
  rate,
  stat,
  table,
  timeSeries,
  UP_OR_DOWN,
  VERMILLION,
  variables,
  WORKED_OR_FAILED,
  watchThenBad,
  words,
} from './kit/index.ts';

/** The exporter itself: is what the other dashboards show fresh and whole? */

const HERE = 'job=~"$job",instance=~"$instance"';
const TENANTS_HERE = `${HERE},${CHOSEN_TENANTS}`;
const perTenant = (name: string) => `max by (tenant) (contact_center_${name}{${TENANTS_HERE}})`;
const perCollector = (name: string) =>
  `max by (tenant, collector) (contact_center_collector_${name}{${TENANTS_HERE}})`;
const process = (name: string) => `max by (instance) (${name}{${HERE}})`;

/** What somebody wants to know first, with the time since the last success in intervals: at 1 a poll is due. */
const AGE = `(time() - ${perCollector('last_success_timestamp_seconds')})`;
const MISSED = `${AGE} / ${perCollector('interval_seconds')}`;

const NONE_SO_FAR = 'None so far';

const atAGlance = [
  stat({
    title: 'Scraped',
    description: 'Whether Prometheus reaches the exporter.',
    unit: 'short',
    noValue: 'No exporter',
    mappings: UP_OR_DOWN,
    queries: [{ expr: `min(up{${HERE}} and on (job, instance) contact_center_exporter_build_info)` }],
  }),
  stat({
    title: 'Stalest collector',
    description:
      'Time since its last success, in intervals of the collector furthest behind. Up to 1 is on time; at 3 its series are withdrawn.',
    unit: 'short',
    decimals: 1,
    noValue: 'None has succeeded',
    thresholds: watchThenBad(2, 3),
    queries: [{ expr: `max(${MISSED})` }],
  }),
  stat({
    title: 'Collectors failing',
    description: 'Collectors whose last poll failed.',
    unit: 'short',
    thresholds: badFrom(1),
    queries: [{ expr: `sum(${perCollector('success')} == bool 0)` }],
  }),
  stat({
    title: 'Configuration',
    description:
      'Whether the last attempt to load it succeeded. When it fails, the one before stays in force.',
    unit: 'short',
    mappings: words({ 1: ['In force', GOOD], 0: ['Refused', BAD] }),
    queries: [{ expr: `min(contact_center_exporter_config_last_reload_successful{${HERE}})` }],
  }),
  stat({
    title: 'Loaded',
    description: 'When the configuration in force was loaded.',
    unit: 'dateTimeFromNow',
    queries: [
      { expr: `1000 * max(contact_center_exporter_config_last_reload_success_timestamp_seconds{${HERE}})` },
    ],
  }),
  stat({
    title: 'Series',
    description: 'Series of the tenants that are exposed now.',
    unit: 'short',
    queries: [{ expr: `max(contact_center_exporter_series{${HERE}})` }],
  }),
  stat({
    title: 'Tenants over the limit',
    description:
      'Tenants whose queue metrics are withheld because they have more series than max_series_per_tenant allows.',
    unit: 'short',
    noValue: 'None',
    thresholds: badFrom(1),
    queries: [{ expr: `sum(${perTenant('exporter_series_limited')})` }],
  }),
];

const collectors = table({
  title: 'Collectors, stalest first',
  description:
    'The last poll of each collector. Age is the time since the last success; behind is the same in intervals, and from 3 on the series are withdrawn.',
  noValue: 'No tenant is polled',
  labels: [
    { label: 'tenant', title: 'Tenant' },
    { label: 'collector', title: 'Collector' },
  ],
  figures: [
    {
      title: 'Last poll',
      expr: perCollector('success'),
      unit: 'short',
      mappings: WORKED_OR_FAILED,
      cell: 'background',
      width: 90,
    },
    {
      title: 'Behind',
      expr: MISSED,
      unit: 'short',
      decimals: 1,
      thresholds: watchThenBad(2, 3),
      cell: 'background',
      width: 80,
    },
    { title: 'Age', expr: AGE, unit: 's', decimals: 0, width: 80 },
    { title: 'Every', expr: perCollector('interval_seconds'), unit: 's', width: 80 },
    { title: 'Took', expr: perCollector('duration_seconds'), unit: 's', decimals: 2, width: 80 },
    { title: 'Skipped', expr: perCollector('skipped_total'), unit: 'short', width: 80 },
  ],
  sort: { by: 'Behind', descending: true },
});

const exporters = table({
  title: 'Exporters',
  description: 'Version, runtime and age of each exporter that is scraped.',
  noValue: 'No exporter',
  labels: [
    { label: 'instance', title: 'Exporter' },
    { label: 'version', title: 'Version', width: 90 },
    { label: 'node_version', title: 'Node', width: 90 },
  ],
  figures: [
    {
      title: 'Info',
      expr: `max by (instance, version, node_version) (contact_center_exporter_build_info{${HERE}})`,
      unit: 'short',
      dropped: true,
    },
    {
      title: 'Running for',
      expr: `time() - ${process('process_start_time_seconds')}`,
      unit: 'dtdurations',
      width: 130,
    },
    { title: 'Scrape', expr: process('scrape_duration_seconds'), unit: 's', decimals: 3, width: 90 },
  ],
});

const freshness = timeSeries({
  title: 'Age of the data',
  description:
    'Time since the last successful poll of the queues, by tenant. A saw-tooth as high as the interval is right.',
  unit: 's',
  noValue: 'No poll has succeeded',
  queries: [
    {
      expr: `time() - max by (tenant) (contact_center_collector_last_success_timestamp_seconds{${TENANTS_HERE},collector="queues"})`,
      legend: '{{tenant}}',
    },
  ],
});

const durations = timeSeries({
  title: 'How long polls take',
  description: 'The last poll of each collector, failed or not.',
  unit: 's',
  queries: [{ expr: perCollector('duration_seconds'), legend: '{{tenant}}, {{collector}}' }],
});

const skipped = timeSeries({
  title: 'Skipped polls a minute',
  description:
    'Polls left out because one still ran or the request budget was spent: the data is older than it should be.',
  unit: 'short',
  queries: [
    {
      expr: `60 * max by (tenant, collector) (${rate(`contact_center_collector_skipped_total{${TENANTS_HERE}}`)})`,
      legend: '{{tenant}}, {{collector}}',
    },
  ],
});

const rejected = timeSeries({
  title: 'Rejected rows a minute',
  description:
    "Rows of the platforms' answers that validation refused, by reason: what they tell of is missing here.",
  unit: 'short',
  noValue: NONE_SO_FAR,
  queries: [
    {
      expr: `60 * sum by (tenant, collector, reason) (${rate(`contact_center_collector_rows_rejected_total{${TENANTS_HERE}}`)})`,
      legend: '{{tenant}}, {{collector}}: {{reason}}',
    },
  ],
});

const requests = timeSeries({
  title: 'Requests, by answer',
  description: 'Requests a second to all platforms by HTTP status, or by what came instead of an answer.',
  unit: 'reqps',
  stacked: true,
  queries: [
    {
      expr: `sum by (code) (${rate(`contact_center_api_requests_total{${TENANTS_HERE}}`)})`,
      legend: '{{code}}',
    },
  ],
  looks: {
    200: { colour: BLUE },
    429: { colour: ORANGE },
    timeout: { colour: VERMILLION },
    reset: { colour: PURPLE },
  },
});

const failures = timeSeries({
  title: 'Failed requests, by tenant and endpoint',
  description: 'Share of the requests that were not answered with success.',
  unit: 'percentunit',
  max: 1,
  noValue: 'No requests',
  queries: [
    {
      expr: `1 - (sum by (tenant, endpoint) (${rate(`contact_center_api_requests_total{${TENANTS_HERE},code=~"2.."}`)}) or sum by (tenant, endpoint) (${rate(`contact_center_api_requests_total{${TENANTS_HERE}}`)}) * 0) / (sum by (tenant, endpoint) (${rate(`contact_center_api_requests_total{${TENANTS_HERE}}`)}) > 0)`,
      legend: '{{tenant}}, {{endpoint}}',
    },
  ],
});

const DURATION = `contact_center_api_request_duration_seconds_bucket{${TENANTS_HERE}}`;

const latency = heatMap({
  title: 'Latency of the platforms',
  description: 'How long requests took, body included; the brighter, the more requests.',
  unit: 's',
  queries: [{ expr: `sum by (le) (${rate(DURATION)})`, legend: '{{le}}', format: 'heatmap' }],
});

const slowest = timeSeries({
  title: 'Latency, 95th percentile',
  description: 'Nineteen of twenty requests to an endpoint took no longer.',
  unit: 's',
  noValue: 'No requests',
  queries: [
    {
      expr: `histogram_quantile(0.95, sum by (tenant, endpoint, le) (${rate(DURATION)}))`,
      legend: '{{tenant}}, {{endpoint}}',
    },
  ],
});

const budget = timeSeries({
  title: 'Request budget left',
  description:
    'Share of the requests per minute that is left. Below a half, less urgent collectors wait; at zero only the queues are asked for.',
  unit: 'percentunit',
  max: 1,
  noValue: 'No tenant has a budget',
  queries: [
    {
      expr: `${perTenant('api_budget_remaining_requests')} / (${perTenant('api_budget_requests')} > 0)`,
      legend: '{{tenant}}',
    },
  ],
});

const throttled = timeSeries({
  title: 'Held back and tried again',
  description:
    'Share of the time that requests were held back because the platform asked for it, and requests a second that were tried again.',
  unit: 'percentunit',
  noValue: NONE_SO_FAR,
  queries: [
    {
      expr: `max by (tenant) (${rate(`contact_center_api_throttled_seconds_total{${TENANTS_HERE}}`)})`,
      legend: '{{tenant}}, held back',
    },
  ],
});

const retries = timeSeries({
  title: 'Tried again',
  description: 'Requests a second that were tried again after a failure that may pass.',
  unit: 'reqps',
  noValue: NONE_SO_FAR,
  queries: [
    {
      expr: `max by (tenant) (${rate(`contact_center_api_retries_total{${TENANTS_HERE}}`)})`,
      legend: '{{tenant}}',
    },
  ],
});

const tokens = timeSeries({
  title: 'Access tokens: time left',
  description:
    'Until the access token in use expires. It jumps up when a new one is obtained and must not stay below zero.',
  unit: 's',
  noValue: 'Not signed in',
  queries: [{ expr: `${perTenant('oauth_token_expiry_timestamp_seconds')} - time()`, legend: '{{tenant}}' }],
});

const refreshes = timeSeries({
  title: 'Access tokens obtained an hour',
  description: 'Many of them: the platform keeps refusing tokens that should be good.',
  unit: 'short',
  noValue: 'Not signed in',
  queries: [
    {
      expr: `3600 * max by (tenant) (${rate(`contact_center_oauth_refreshes_total{${TENANTS_HERE}}`)})`,
      legend: '{{tenant}}',
    },
  ],
});

const queries = timeSeries({
  title: 'Analytics queries, by result',
  description:
    'Queries a second to the analytics query API: hit (from the cache), miss (the platform was asked), shared (it was being asked already), stale (an old answer), failed.',
  unit: 'reqps',
  noValue: 'None so far, or the API is off',
  queries: [
    {
      expr: `sum by (result) (${rate(`contact_center_analytics_queries_total{${TENANTS_HERE}}`)})`,
      legend: '{{result}}',
    },
  ],
});

const answerAge = timeSeries({
  title: 'Analytics answers: age, 95th percentile',
  description: 'Nineteen of twenty answers of the analytics query API were no older.',
  unit: 's',
  noValue: 'None so far, or the API is off',
  queries: [
    {
      expr: `histogram_quantile(0.95, sum by (tenant, le) (${rate(`contact_center_analytics_answer_age_seconds_bucket{${TENANTS_HERE}}`)}))`,
      legend: '{{tenant}}',
    },
  ],
});

const cacheErrors = timeSeries({
  title: 'Analytics cache: errors',
  description: 'Reads and writes of the cache that failed, a second. The queries were answered nevertheless.',
  unit: 'ops',
  noValue: NONE_SO_FAR,
  queries: [
    {
      expr: `sum by (operation) (${rate(`contact_center_analytics_cache_errors_total{${HERE}}`)})`,
      legend: '{{operation}}',
    },
  ],
});

const memory = timeSeries({
  title: 'Memory',
  description: 'Resident memory and JavaScript heap of each exporter.',
  unit: 'bytes',
  queries: [
    { expr: process('process_resident_memory_bytes'), legend: '{{instance}}, resident' },
    { expr: process('nodejs_heap_size_used_bytes'), legend: '{{instance}}, heap in use' },
  ],
});

const cpu = timeSeries({
  title: 'Processor',
  description: 'Processor time used by each exporter; 100 % is one core.',
  unit: 'percentunit',
  queries: [
    { expr: `max by (instance) (${rate(`process_cpu_seconds_total{${HERE}}`)})`, legend: '{{instance}}' },
  ],
});

const eventLoop = timeSeries({
  title: 'Event loop: delay',
  description:
    'How late the process comes to what is due, 99th percentile. Beyond a tenth of a second, scrapes get slow.',
  unit: 's',
  queries: [{ expr: process('nodejs_eventloop_lag_p99_seconds'), legend: '{{instance}}' }],
});

const scrape = timeSeries({
  title: 'Scrapes',
  description: 'How long a scrape takes, as Prometheus measures it, and how many series are exposed.',
  unit: 's',
  queries: [
    { expr: `max(scrape_duration_seconds{${HERE}})`, legend: 'Duration' },
    { expr: `max(contact_center_exporter_series{${HERE}})`, legend: 'Series' },
  ],
  looks: { Duration: { colour: BLUE }, Series: { colour: GREY, rightAxisUnit: 'short' } },
});

export const exporter = dashboard({
  uid: 'contact-center-exporter',
  description: 'The exporter itself: is what the other dashboards show fresh and whole, and at what cost?',
  variables: [variables.datasource(), variables.jobs(), variables.instances(), variables.tenants()],
  annotations: [alerts('tenant=~"$tenant|"')],
  from: 'now-3h',
  refresh: '30s',
  sections: [
    { lines: [line(4, atAGlance), line(9, [collectors, exporters], [15, 9])] },
    { title: 'Polls', lines: [line(8, [freshness, durations]), line(7, [skipped, rejected])] },
    {
      title: 'Requests to the platforms',
      lines: [
        line(8, [requests, failures]),
        line(8, [latency, slowest]),
        line(7, [budget, throttled, retries]),
        line(7, [tokens, refreshes]),
      ],
    },
    { title: 'Analytics query API', lines: [line(7, [queries, answerAge, cacheErrors])] },
    { title: 'The process', lines: [line(8, [memory, cpu]), line(7, [eventLoop, scrape])] },
  ],
});
