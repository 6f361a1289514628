import { rate, timeSeries } from '../kit/index.ts';
import { HERE, NONE_SO_FAR, TENANTS_HERE } from './scope.ts';

/** The analytics query API and its cache. */

export const queries = timeSeries({
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

export const answerAge = timeSeries({
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

export const cacheErrors = timeSeries({
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
