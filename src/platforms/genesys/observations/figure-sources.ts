import type { FigureSources } from '../../../domain/index.ts';

/** The fields that the figures of a queue come from, by collector; the requests are in the collectors. */

const OBSERVATIONS = 'POST /api/v2/analytics/queues/observations/query';
const observed = (metric: string, stat = 'count') => ({
  endpoint: OBSERVATIONS,
  fields: [`${metric}: stats.${stat}`],
});
const inStatus = (...statuses: readonly string[]) => ({
  ...observed('oOnQueueUsers'),
  formula: `users whose qualifier is ${statuses.join(' or ')}`,
});
const OFF_QUEUE = {
  fields: ['oOffQueueUsers: stats.count', 'systemToOrganizationMappings'],
  formula: 'users whose presence is not OFFLINE',
  absentWhen: 'the system presence of some users is unknown',
};
const FROM_QUEUE_LIST = { endpoint: 'GET /api/v2/routing/queues' };
const SETTINGS = {
  serviceLevelTarget: {
    ...FROM_QUEUE_LIST,
    fields: ['mediaSettings.*.serviceLevel.percentage'],
    absentWhen: 'the queue has no such setting for the medium',
  },
  serviceLevelThresholdSeconds: {
    ...FROM_QUEUE_LIST,
    fields: ['mediaSettings.*.serviceLevel.durationMs'],
    formula: 'durationMs / 1000',
    absentWhen: 'the queue has no such setting for the medium',
  },
} satisfies FigureSources;

export const QUEUE_OBSERVATION_SOURCES = {
  waiting: observed('oWaiting'),
  active: observed('oInteracting'),
  oldestWaitingAt: {
    ...observed('oLongestWaiting', 'calculatedMetricValue'),
    formula: 'calculatedMetricValue / 1000',
    absentWhen: 'no contact waits',
  },
  'agents.available': inStatus('IDLE'),
  'agents.busy': inStatus('INTERACTING', 'COMMUNICATING'),
  'agents.not_responding': inStatus('NOT_RESPONDING'),
  'agents.unavailable': { endpoint: OBSERVATIONS, ...OFF_QUEUE },
  agentsLoggedIn: {
    endpoint: OBSERVATIONS,
    ...OFF_QUEUE,
    fields: ['oOnQueueUsers: stats.count', ...OFF_QUEUE.fields],
    formula: 'users on queue, and users off queue whose presence is not OFFLINE',
  },
  ...SETTINGS,
} satisfies FigureSources;

const AGGREGATES = 'POST /api/v2/analytics/conversations/aggregates/query';
const aggregate = (metric: string, stat = 'count') => ({
  endpoint: AGGREGATES,
  fields: [`${metric}: stats.${stat}`],
});
const WITHIN_THRESHOLD = {
  endpoint: AGGREGATES,
  fields: ['tAnswered: stats.count', 'nOverSla: stats.count'],
  formula: 'tAnswered - nOverSla',
};
const SINCE_START = 'since the exporter started, from the counts by half hour';
const total = (metric: string) => ({
  ...aggregate(metric),
  formula: `increases of ${metric} ${SINCE_START}`,
});
const totalSeconds = (metric: string) => ({
  ...aggregate(metric, 'sum'),
  formula: `increases of ${metric} / 1000 ${SINCE_START}`,
});

/** A metric without an event is missing in the response and 0. */
export const CONVERSATION_AGGREGATE_SOURCES = {
  ...SETTINGS,
  'windows.rolling.offered': aggregate('nOffered'),
  'windows.rolling.answered': aggregate('tAnswered'),
  'windows.rolling.answeredWithinThreshold': WITHIN_THRESHOLD,
  'windows.rolling.abandoned': aggregate('tAbandon'),
  'windows.rolling.shortAbandoned': aggregate('tShortAbandon'),
  'windows.rolling.answeredWaitSeconds': { ...aggregate('tAnswered', 'sum'), formula: 'tAnswered / 1000' },
  serviceLevel: {
    ...aggregate('oServiceLevel', 'ratio'),
    absentWhen: 'no contact completed in the window',
  },
  'totals.offered': total('nOffered'),
  'totals.answered': total('tAnswered'),
  'totals.answeredWithinThreshold': {
    ...WITHIN_THRESHOLD,
    formula: `increases of tAnswered - nOverSla ${SINCE_START}`,
  },
  'totals.abandoned': total('tAbandon'),
  'totals.shortAbandoned': total('tShortAbandon'),
  'totals.handleSeconds': totalSeconds('tHandle'),
  'totals.waitSeconds': totalSeconds('tWait'),
} satisfies FigureSources;

export const AUDIT_SOURCES = {
  configChanges: {
    endpoint: 'POST /api/v2/audits/query/realtime',
    fields: ['entity.id', 'action'],
    formula: 'number of entries with the id of the queue since the exporter started, by action',
  },
} satisfies FigureSources;
