import type { CollectorPolls, RequestRecord } from '../../server/index.ts';

/** The requests of recorded polls as lines for a terminal: `acme: queues: queue_stats: 200, 512 bytes, 41 ms`. */
export function pollLines(recorded: readonly CollectorPolls[]): readonly string[] {
  return recorded.flatMap(({ tenant, collector, polls }) =>
    polls.flatMap(({ requests, omittedRequests }) => [
      ...(omittedRequests > 0
        ? [`${tenant}: ${collector}: the first ${omittedRequests} requests are left out`]
        : []),
      ...requests.flatMap((request) => requestLines(`${tenant}: ${collector}`, request)),
    ]),
  );
}

function requestLines(place: string, request: RequestRecord): readonly string[] {
  const { endpoint, method, code, status, bytes, milliseconds, attempt, correlationId, failureBody } =
    request;
  const parts = [
    status === undefined || code === String(status) ? code : `${status} ${code}`,
    bytes === undefined ? undefined : `${bytes} bytes`,
    `${milliseconds} ms`,
    attempt > 1 ? `attempt ${attempt}` : undefined,
    correlationId === undefined ? undefined : `correlation id ${correlationId}`,
  ];
  const line = `${place}: ${method} ${endpoint}: ${parts.filter((part) => part !== undefined).join(', ')}`;
  return [line, ...(failureBody?.split('\n').map((text) => `    ${text}`) ?? [])];
}
