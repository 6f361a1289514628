/**
 * Routing statuses and presences of users over time: `POST /api/v2/analytics/users/details/query`. Source: Genesys Cloud SDK for .NET,
 * `UserDetailsQuery` and `AnalyticsUserDetail`.
 */

import { z } from 'zod';
import { type AgentSpan, cutSpans, snakeCase } from '../../../../domain/index.ts';
import type { RequestContext, VendorClient } from '../../../../vendor-http/index.ts';
import { inBatches } from '../../../shared/bisect-rejected-ids.ts';
import { type Page, readAllPages } from '../../../shared/pages.ts';
import { parseRows, type RejectionCounter, withoutDuplicates } from '../../../shared/rows.ts';
import { id, normalisedWord } from '../../../shared/wire-values.ts';
import { anyOf, interval } from '../query-parts.ts';
import { isLoggedIn } from './presences.ts';

export const USER_DETAIL_PERMISSION = 'analytics:userDetail:view';

const ENDPOINT = 'user_details';
/** Maximum number of user ids in a query, documented for aggregates and assumed here. Source: developer.genesys.cloud, "User aggregate query". */
const MAX_PREDICATES = 100;
const PAGE_SIZE = 100;

/** A response without users has no list. */
const pageSchema = z.object({
  userDetails: z.array(z.unknown()).nullish(),
  totalHits: z.number().nullish(),
});

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text) / 1000);
/** A record without an end is the current one. */
const record = { startTime: instant, endTime: instant.nullish() };

const userSchema = z.object({
  userId: id,
  routingStatus: z.array(z.object({ ...record, routingStatus: z.string().min(1) })).nullish(),
  primaryPresence: z.array(z.object({ ...record, systemPresence: z.string().min(1) })).nullish(),
});
type User = z.output<typeof userSchema>;

export interface UserDetailsQuery {
  readonly userIds: readonly string[];
  /** Unix seconds. */
  readonly from: number;
  readonly to: number;
}

export interface UserDetailsSource {
  readonly client: VendorClient;
  readonly maxPages: number;
}

/** States of each user within the period; users without data are omitted. */
export async function readUserSpans(
  source: UserDetailsSource,
  question: UserDetailsQuery,
  context: RequestContext,
  rejections: RejectionCounter,
): Promise<ReadonlyMap<string, readonly AgentSpan[]>> {
  const rows: unknown[] = [];
  for (const userIds of inBatches(question.userIds, MAX_PREDICATES)) {
    rows.push(...(await readBatch(source, { ...question, userIds }, context)));
  }
  const users = withoutDuplicates(
    await parseRows(rows, userSchema, rejections),
    ({ userId }) => userId,
    rejections,
  );
  const requested = users.filter(({ userId }) => {
    const isRequested = question.userIds.includes(userId);
    if (!isRequested) rejections.reject('unasked_agent');
    return isRequested;
  });
  return new Map(requested.map((user) => [user.userId, spansOf(user, question)]));
}

export function userDetailsQuery({ userIds, from, to }: UserDetailsQuery, pageNumber: number) {
  return {
    interval: interval({ from, to }),
    order: 'asc',
    paging: { pageSize: PAGE_SIZE, pageNumber },
    userFilters: [anyOf('userId', userIds)],
  };
}

/**
 * The total is approximate, so it only extends the read: the list ends with a page that is not full and reaches the
 * total, or with an empty page. An empty first page contradicts any total.
 */
function readBatch(
  { client, maxPages }: UserDetailsSource,
  question: UserDetailsQuery,
  context: RequestContext,
): Promise<readonly unknown[]> {
  const read = async (pageNumber: number): Promise<Page<number>> => {
    const { userDetails, totalHits } = await client.request(
      {
        endpoint: ENDPOINT,
        method: 'POST',
        path: '/api/v2/analytics/users/details/query',
        json: userDetailsQuery(question, pageNumber),
        schema: pageSchema,
      },
      context,
    );
    const rows = userDetails ?? [];
    const isFull = rows.length >= PAGE_SIZE;
    const isBelowTotal = (pageNumber - 1) * PAGE_SIZE + rows.length < (totalHits ?? 0);
    const isEnd = rows.length === 0 && pageNumber > 1;
    return !isEnd && (isFull || isBelowTotal) ? { rows, next: pageNumber + 1 } : { rows };
  };
  return readAllPages<number>({
    endpoint: ENDPOINT,
    maxPages,
    first: 1,
    keyOf: String,
    read,
    idOf: userIdOf,
  });
}

const identified = z.object({ userId: z.string() });

function userIdOf(user: unknown): string | undefined {
  return identified.safeParse(user).data?.userId;
}

const STATES: ReadonlyMap<string, string> = new Map([
  ['idle', 'available'],
  ['interacting', 'busy'],
  ['communicating', 'busy'],
  ['not_responding', 'not_responding'],
]);
const OFF_QUEUE = 'off_queue';

/** State of a user off queue; an undocumented presence keeps the platform's name. */
function presenceState(presence: string): string {
  const word = normalisedWord(presence);
  const counts = isLoggedIn(word);
  return counts === undefined ? snakeCase(word) : counts ? 'unavailable' : 'logged_out';
}

/**
 * States by routing status. The presence separates users off queue into logged out and unavailable. `INTERACTING`
 * includes after-contact work. Source: Genesys Cloud SDK for .NET, `AnalyticsRoutingStatusRecord`.
 */
function spansOf(
  { routingStatus, primaryPresence }: User,
  period: { readonly from: number; readonly to: number },
): readonly AgentSpan[] {
  const presences = (primaryPresence ?? []).map(({ systemPresence, startTime, endTime }) => ({
    state: presenceState(systemPresence),
    from: startTime,
    to: endTime ?? period.to,
  }));
  const spans = (routingStatus ?? []).flatMap(({ routingStatus: status, startTime, endTime }) => {
    const span = { from: startTime, to: endTime ?? period.to };
    const word = normalisedWord(status);
    if (word === OFF_QUEUE) return offQueue(span, presences);
    return [{ ...span, state: STATES.get(word) ?? snakeCase(word) }];
  });
  return cutSpans(spans, period);
}

/** Presences within a span, and the gaps between them. */
function offQueue(span: Omit<AgentSpan, 'state'>, presences: readonly AgentSpan[]): readonly AgentSpan[] {
  const within = cutSpans(presences, span).toSorted((a, b) => a.from - b.from);
  const ends = [span.from, ...within.map(({ to }) => to)];
  const begins = [...within.map(({ from }) => from), span.to];
  const gaps = begins.map((to, index) => ({ state: OFF_QUEUE, from: ends[index] ?? to, to }));
  return [...within, ...gaps.filter(({ from, to }) => to > from)];
}
