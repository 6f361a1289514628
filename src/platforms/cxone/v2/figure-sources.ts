import type { FigureSources } from '../../../domain/index.ts';

/** The fields that the figures of a queue come from, by collector; the requests are in the collectors. */

const STATISTICS = 'GET /api/v2/reporting/queues/stats';
const metric = (name: string) => ({
  endpoint: STATISTICS,
  fields: [`metrics[name=${name}].values[0].value`],
});

/** `service_level_unit` is the tenant's setting. */
export const queueStatisticsSources = (serviceLevelUnit: 'ratio' | 'percent') =>
  ({
    waitSeconds: metric('waitTime'),
    active: metric('conversationCount'),
    'agents.available': metric('agentCount'),
    'windows.platform.abandoned': metric('abandonCount'),
    serviceLevel: {
      ...metric('serviceLevel'),
      ...(serviceLevelUnit === 'percent' && { formula: 'value / 100 (service_level_unit: percent)' }),
    },
  }) satisfies FigureSources;

const details = (field: string) => ({
  endpoint: 'POST /api/v2/analytics/queues/details/query',
  fields: [field],
});

export const QUEUE_DETAILS_SOURCES = {
  occupancy: details('occupancy'),
  waitSeconds: details('waitTime'),
  'windows.rolling.answered': details('answeredCount'),
  'windows.rolling.abandoned': details('abandonedCount'),
} satisfies FigureSources;

const waits = (field: string) => ({
  endpoint: 'POST /api/v2/analytics/queues/data/query',
  fields: ['waitTimeRange', field],
  formula: `${field} of each waitTimeRange of the last 24 hours`,
  absentWhen: 'no contact completed, or a range or count is invalid',
});

export const WAIT_TIMES_SOURCES = {
  'waitDistribution.answered': waits('answeredCount'),
  'waitDistribution.abandoned': waits('abandonedCount'),
} satisfies FigureSources;

export const AUDIT_SOURCES = {
  configChanges: {
    endpoint: 'GET /api/v2/audit',
    fields: ['resourceId', 'action'],
    formula: 'number of entries with the id of the queue since the exporter started, by action',
  },
} satisfies FigureSources;
