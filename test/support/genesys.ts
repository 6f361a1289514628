import { HttpResponse, type HttpResponseResolver, http, type RequestHandler } from 'msw';
import type { ReceivedRequest } from './vendor-api.ts';

/** Parts of Genesys Cloud's wire format, as its public documents show them. */

export const PATHS = {
  token: '/oauth/token',
  list: '/api/v2/routing/queues',
  observations: '/api/v2/analytics/queues/observations/query',
  aggregates: '/api/v2/analytics/conversations/aggregates/query',
  presences: '/api/v2/presence/definitions',
  me: '/api/v2/tokens/me',
  audits: '/api/v2/audits/query/realtime',
} as const;

export const PRESENCE = {
  available: '6a3af858-942f-489d-9700-5f9bcdcdae9b',
  onQueue: 'e08eaf1b-ee47-4fa9-a231-1200e284798f',
  offline: 'ccf3c10a-aa2c-4845-8e8d-f59fa48c58e5',
  meal: '3fd96123-badb-4f69-bc03-1b1ccc6d8014',
} as const;

export const MAPPINGS = {
  ON_QUEUE: [PRESENCE.onQueue],
  AVAILABLE: [PRESENCE.available],
  OFFLINE: [PRESENCE.offline],
} as const;

export const token = () =>
  HttpResponse.json({ access_token: 'token', token_type: 'bearer', expires_in: 86_399 });

export interface QueueEntity {
  readonly id: unknown;
  readonly name?: unknown;
  readonly mediaSettings?: object;
}

/** One page that holds all queues. */
export function queuePage(...entities: readonly QueueEntity[]): HttpResponseResolver {
  return () =>
    HttpResponse.json({
      entities,
      pageSize: 500,
      pageNumber: 1,
      total: entities.length,
      pageCount: entities.length > 0 ? 1 : 0,
      firstUri: '/api/v2/routing/queues?pageSize=500&pageNumber=1',
      selfUri: '/api/v2/routing/queues?pageSize=500&pageNumber=1',
    });
}

/** The platform's ErrorBody. */
export function errorBody(
  status: number,
  code: string,
  message = 'refused',
  headers = {},
): HttpResponseResolver {
  const contextId = '5b2d3f0e-2c3b-4a52-9f0d-0a9d7a6a3a11';
  return () =>
    HttpResponse.json(
      { message, code, status, contextId, details: [], errors: [] },
      { status: status, headers: headers },
    );
}

/** What the users of a queue are doing: without a medium. */
export function users(queueId: string, ...data: readonly object[]) {
  return { group: { queueId }, data };
}

export function interactions(queueId: string, mediaType: string, ...data: readonly object[]) {
  return { group: { queueId, mediaType }, data };
}

export function count(metric: string, value: unknown, qualifier?: string) {
  return { metric, ...(qualifier !== undefined && { qualifier }), stats: { count: value } };
}

/** When the longest waiting interaction began to wait, in milliseconds since the epoch. */
export function longestWaiting(calculatedMetricValue: unknown) {
  return { metric: 'oLongestWaiting', stats: { count: 1, calculatedMetricValue } };
}

export function observed(...results: readonly unknown[]): HttpResponseResolver {
  return () => HttpResponse.json({ systemToOrganizationMappings: MAPPINGS, results });
}

/** An aggregate of a duration: milliseconds. */
export function duration(metric: string, times: number, sum: number) {
  return { metric, stats: { count: times, sum, min: 1, max: sum } };
}

export function aggregate(queueId: string, mediaType: string, ...data: readonly object[]) {
  return { group: { queueId, mediaType }, data };
}

export function interval(from: number, to: number, ...metrics: readonly object[]) {
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
  return { interval: `${iso(from)}/${iso(to)}`, metrics };
}

/** The ids that a query asks about. */
export function askedIds({ body }: ReceivedRequest): readonly string[] {
  const { filter } = JSON.parse(body) as { filter: { predicates: readonly { value: string }[] } };
  return filter.predicates.map(({ value }) => value);
}

export const NOTHING_HAPPENED = () => HttpResponse.json({ results: [] });

/** Everything answers, and nothing happens; a test replaces what it is about. */
export const QUIET: readonly RequestHandler[] = [
  http.post(PATHS.token, token),
  http.get(PATHS.list, queuePage({ id: 'q1', name: 'Sales' })),
  http.post(PATHS.aggregates, NOTHING_HAPPENED),
  http.post(PATHS.audits, () => HttpResponse.json({ entities: [], pageNumber: 1, pageCount: 0, total: 0 })),
  http.get(PATHS.me, () => HttpResponse.json({ organization: { id: 'org', name: 'Acme' } })),
];
