import { rate, timeSeries } from '../kit/index.ts';
import { NONE_SO_FAR, perCollector, TENANTS_HERE } from './scope.ts';

/** The polls: how fresh and how whole the data is. */

export const freshness = timeSeries({
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

export const durations = timeSeries({
  title: 'How long polls take',
  description: 'The last poll of each collector, failed or not.',
  unit: 's',
  queries: [{ expr: perCollector('duration_seconds'), legend: '{{tenant}}, {{collector}}' }],
});

export const skipped = timeSeries({
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

export const rejected = timeSeries({
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
