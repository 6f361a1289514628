import { DURATION, FACTOR, highest, LATENCY, rate, timeSeries } from '../kit/index.ts';
import { NONE_SO_FAR, perCollector, TENANTS_HERE } from './scope.ts';

/** The polls: how fresh and how whole the data is. */

export const freshness = timeSeries({
  title: 'Age of the data',
  description:
    'Time since the last successful poll of the queues, of up to ten tenants. A saw-tooth as high as the interval is right.',
  unit: DURATION,
  noValue: 'No poll has succeeded',
  queries: [
    {
      expr: highest(
        `time() - max by (tenant) (contact_center_collector_last_success_timestamp_seconds{${TENANTS_HERE},collector="queues"})`,
      ),
      legend: '{{tenant}}',
    },
  ],
});

export const durations = timeSeries({
  title: 'Poll durations, the ten longest',
  description: 'The last poll of each collector, failed or not.',
  unit: LATENCY,
  noValue: 'No poll yet',
  queries: [{ expr: highest(perCollector('duration_seconds')), legend: '{{tenant}}, {{collector}}' }],
});

export const skipped = timeSeries({
  title: 'Skipped polls per minute',
  description:
    'Polls skipped because one still ran or the request budget was spent: the data is older than it should be.',
  unit: FACTOR,
  decimals: 1,
  noValue: NONE_SO_FAR,
  queries: [
    {
      expr: highest(
        `60 * max by (tenant, collector) (${rate(`contact_center_collector_skipped_total{${TENANTS_HERE}}`)})`,
      ),
      legend: '{{tenant}}, {{collector}}',
    },
  ],
});

export const rejected = timeSeries({
  title: 'Rejected rows per minute',
  description:
    "Rows of the platforms' responses that validation rejected, by reason: their figures are missing here.",
  unit: FACTOR,
  decimals: 1,
  noValue: NONE_SO_FAR,
  queries: [
    {
      expr: highest(
        `60 * sum by (tenant, collector, reason) (${rate(`contact_center_collector_rows_rejected_total{${TENANTS_HERE}}`)})`,
      ),
      legend: '{{tenant}}, {{collector}}: {{reason}}',
    },
  ],
});
