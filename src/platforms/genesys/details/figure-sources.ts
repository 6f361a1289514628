import type { FigureSources } from '../../../domain/index.ts';

/** The response omits idle queues. */
const details = (field: string) => ({
  endpoint: 'POST /api/v2/analytics/queues/details/query',
  fields: [`metrics.${field}`],
});

/** The fields that the figures of a queue come from. */
export const QUEUE_DETAILS_SOURCES = {
  waiting: details('waiting'),
  'agents.available': details('agentsAvailable'),
  'agents.busy': details('agentsBusy'),
} satisfies FigureSources;
