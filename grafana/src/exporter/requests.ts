import { BLUE, heatMap, ORANGE, PURPLE, rate, timeSeries, VERMILLION } from '../kit/index.ts';
import { NONE_SO_FAR, perTenant, TENANTS_HERE } from './scope.ts';

/** Requests to the platforms: what they cost, and how they fare. */

export const requests = timeSeries({
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

export const failures = timeSeries({
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

export const latency = heatMap({
  title: 'Latency of the platforms',
  description: 'How long requests took, body included; the brighter, the more requests.',
  unit: 's',
  queries: [{ expr: `sum by (le) (${rate(DURATION)})`, legend: '{{le}}', format: 'heatmap' }],
});

export const slowest = timeSeries({
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

export const budget = timeSeries({
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

export const throttled = timeSeries({
  title: 'Held back',
  description:
    'Share of the time that requests were held back because the platform asked for it (429 and Retry-After).',
  unit: 'percentunit',
  noValue: NONE_SO_FAR,
  queries: [
    {
      expr: `max by (tenant) (${rate(`contact_center_api_throttled_seconds_total{${TENANTS_HERE}}`)})`,
      legend: '{{tenant}}',
    },
  ],
});

export const retries = timeSeries({
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

export const tokens = timeSeries({
  title: 'Access tokens: time left',
  description:
    'Until the access token in use expires. It jumps up when a new one is obtained and must not stay below zero.',
  unit: 's',
  noValue: 'Not signed in',
  queries: [{ expr: `${perTenant('oauth_token_expiry_timestamp_seconds')} - time()`, legend: '{{tenant}}' }],
});

export const refreshes = timeSeries({
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
