import { DURATION, highest, PER_SECOND, rate, timeSeries } from '../kit/index.ts';
import { HERE, NONE_SO_FAR, TENANTS_HERE } from './scope.ts';

/** The analytics query API and its cache. */

export const queries = timeSeries({
  title: 'Analytics queries, by result',
  description:
    'Queries per second to the analytics query API: hit (from the cache), miss (the platform was queried), shared (joined a query in progress), stale (an old response), failed.',
  unit: PER_SECOND,
  noValue: 'None so far, or the API is off',
  queries: [
    {
      expr: `sum by (result) (${rate(`contact_center_analytics_queries_total{${TENANTS_HERE}}`)})`,
      legend: '{{result}}',
    },
  ],
});

export const responseAge = timeSeries({
  title: 'Analytics responses: age, 95th percentile',
  description: 'Nineteen of twenty responses of the analytics query API were no older.',
  unit: DURATION,
  noValue: 'None so far, or the API is off',
  queries: [
    {
      expr: highest(
        `histogram_quantile(0.95, sum by (tenant, le) (${rate(`contact_center_analytics_answer_age_seconds_bucket{${TENANTS_HERE}}`)}))`,
      ),
      legend: '{{tenant}}',
    },
  ],
});

export const cacheErrors = timeSeries({
  title: 'Analytics cache: errors',
  description:
    'Reads and writes of the cache that failed, per second. The queries were answered nevertheless.',
  unit: PER_SECOND,
  noValue: NONE_SO_FAR,
  queries: [
    {
      expr: `sum by (operation) (${rate(`contact_center_analytics_cache_errors_total{${HERE}}`)})`,
      legend: '{{operation}}',
    },
  ],
});
