import type { CollectorPolls, PollRecord, RequestRecord } from './poll-records.ts';

/** Builds the JSON of `/debug/polls`. Unknown values are undefined, which JSON omits. */
export function pollsJson(recorded: readonly CollectorPolls[]) {
  return {
    collectors: recorded.map(({ tenant, collector, polls }) => ({
      tenant,
      collector,
      polls: polls.map(pollJson),
    })),
  };
}

function pollJson({ startedAt, durationSeconds, outcome, error, requests, omittedRequests }: PollRecord) {
  return {
    time: new Date(startedAt * 1000).toISOString(),
    outcome,
    duration_seconds: durationSeconds,
    error,
    requests: requests.map(requestJson),
    omitted_requests: omittedRequests,
  };
}

function requestJson({ correlationId, failureBody, milliseconds, ...request }: RequestRecord) {
  return { ...request, ms: milliseconds, correlation_id: correlationId, body: failureBody };
}
