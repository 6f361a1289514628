import type { PollIntervals, RequestCosts } from '../../platform.ts';
import { queueListRequestsPerMinute } from '../shared/queue-list.ts';
import { counterQueriesPerPoll } from './aggregates/conversation-aggregates.ts';
import { HISTORY_INTERVAL_SECONDS } from './aggregates/media-history.ts';
import { MAX_PREDICATES } from './queue-predicates.ts';

/** Requests per minute for this many watched queues, by endpoint; without authentication, which happens once a day. */
export function requestCosts(queues: number, intervals: PollIntervals): RequestCosts {
  const batches = Math.ceil(queues / MAX_PREDICATES);
  return {
    queue_observations: (batches * 60) / intervals.queues,
    conversation_aggregates: ((batches + counterQueriesPerPoll(batches)) * 60) / intervals.aggregates,
    media_history: (batches * 60) / HISTORY_INTERVAL_SECONDS,
    routing_queues: queueListRequestsPerMinute(queues),
    token_info: 60 / intervals.health,
    audits: 60 / intervals.audit,
  };
}
