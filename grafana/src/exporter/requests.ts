import {
  BLUE,
  COUNT,
  DURATION,
  heatMap,
  highest,
  LATENCY,
  lowest,
  ORANGE,
  PER_SECOND,
  PURPLE,
  RATIO,
  rate,
  timeSeries,
  VERMILLION,
} from '../kit/index.ts';
import { NONE_SO_FAR, perTenant, TENANTS_HERE } from './scope.ts';

/** Requests to the platforms: how many there are, how long they take, and how many fail. */

export const requests = timeSeries({
  title: 'Requests, by status',
  description: 'Requests per second to all platforms by HTTP status, or by what came instead of a response.',
  unit: PER_SECOND,
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

export const failures = timeSeries({
  title: 'Failed requests, the ten highest shares',
  description: 'Share of the requests to an endpoint that did not succeed.',
  unit: RATIO,
  max: 1,
  noValue: 'No requests',
  queries: [
    {
      expr: highest(
        `1 - (sum by (tenant, endpoint) (${rate(`contact_center_api_requests_total{${TENANTS_HERE},code=~"2.."}`)}) or sum by (tenant, endpoint) (${rate(`contact_center_api_requests_total{${TENANTS_HERE}}`)}) * 0) / (sum by (tenant, endpoint) (${rate(`contact_center_api_requests_total{${TENANTS_HERE}}`)}) > 0)`,
      ),
      legend: '{{tenant}}, {{endpoint}}',
    },
  ],
});

const BUCKETS = `contact_center_api_request_duration_seconds_bucket{${TENANTS_HERE}}`;

export const latency = heatMap({
  title: 'Latency of the platforms',
  description: 'How long requests took, body included; the brighter, the more requests.',
  unit: LATENCY,
  noValue: 'No requests',
  queries: [{ expr: `sum by (le) (${rate(BUCKETS)})`, legend: '{{le}}', format: 'heatmap' }],
});

export const slowest = timeSeries({
  title: 'Latency, 95th percentile: the ten slowest',
  description: 'Nineteen of twenty requests to an endpoint took no longer.',
  unit: LATENCY,
  noValue: 'No requests',
  queries: [
    {
      expr: highest(`histogram_quantile(0.95, sum by (tenant, endpoint, le) (${rate(BUCKETS)}))`),
      legend: '{{tenant}}, {{endpoint}}',
    },
  ],
});

export const budget = timeSeries({
  title: 'Request budget left',
  description:
    'Share of the requests per minute that is left. Below a half, less urgent collectors wait; at zero only the queues are polled.',
  unit: RATIO,
  max: 1,
  noValue: 'No tenant has a budget',
  queries: [
    {
      expr: lowest(
        `${perTenant('api_budget_remaining_requests')} / (${perTenant('api_budget_requests')} > 0)`,
      ),
      legend: '{{tenant}}',
    },
  ],
});

export const throttled = timeSeries({
  title: 'Throttled',
  description:
    'Share of the time that requests were held back because the platform demanded it (429 and Retry-After).',
  unit: RATIO,
  noValue: NONE_SO_FAR,
  queries: [
    {
      expr: highest(
        `max by (tenant) (${rate(`contact_center_api_throttled_seconds_total{${TENANTS_HERE}}`)})`,
      ),
      legend: '{{tenant}}',
    },
  ],
});

export const retries = timeSeries({
  title: 'Retries',
  description: 'Requests per second that were retried after a transient failure.',
  unit: PER_SECOND,
  noValue: NONE_SO_FAR,
  queries: [
    {
      expr: highest(`max by (tenant) (${rate(`contact_center_api_retries_total{${TENANTS_HERE}}`)})`),
      legend: '{{tenant}}',
    },
  ],
});

export const tokens = timeSeries({
  title: 'Access tokens: time left',
  description:
    'Until the access token in use expires. It jumps up when a new one is obtained and must not stay below zero.',
  unit: DURATION,
  noValue: 'Not signed in',
  queries: [
    { expr: lowest(`${perTenant('oauth_token_expiry_timestamp_seconds')} - time()`), legend: '{{tenant}}' },
  ],
});

export const refreshes = timeSeries({
  title: 'Access tokens obtained per hour',
  description: 'Many of them: the platform keeps refusing tokens that should be good.',
  unit: COUNT,
  noValue: 'Not signed in',
  queries: [
    {
      expr: highest(
        `3600 * max by (tenant) (${rate(`contact_center_oauth_refreshes_total{${TENANTS_HERE}}`)})`,
      ),
      legend: '{{tenant}}',
    },
  ],
});
