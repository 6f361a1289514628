import { z } from 'zod';
import { type AgentSpan, cutSpans, snakeCase } from '../../domain/index.ts';
import type { RequestContext, VendorClient } from '../../vendor-http/index.ts';
import { PlatformError } from '../platform-error.ts';
import { inBatches } from '../refusals.ts';
import { acceptRows, type Tally, withoutDuplicates } from '../rows.ts';
import { anyOf, interval } from './query-parts.ts';

/** Routing statuses and presences that users went through: `POST /api/v2/analytics/users/details/query`. */

export const USER_DETAIL_PERMISSION = 'analytics:userDetail:view';

const ENDPOINT = 'user_details';
/** What the platform takes of them in a query about users. */
const MAX_PREDICATES = 100;
const PAGE_SIZE = 100;
/** A page has a row for each user, so that a second one is an empty one; more of them do not end. */
const MAX_PAGES = 3;

/** Without any user in it the answer has no list. */
const pageSchema = z.object({ userDetails: z.array(z.unknown()).nullish() });

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text) / 1000);
/** Without an end as long as it lasts. */
const record = { startTime: instant, endTime: instant.nullish() };

const userSchema = z.object({
  userId: z.string().min(1),
  routingStatus: z.array(z.object({ ...record, routingStatus: z.string().min(1) })).nullish(),
  primaryPresence: z.array(z.object({ ...record, systemPresence: z.string().min(1) })).nullish(),
});
type User = z.output<typeof userSchema>;

export interface UserDetailsQuestion {
  readonly userIds: readonly string[];
  /** Unix seconds. */
  readonly from: number;
  readonly to: number;
}

/** What each user did within the period; those of whom nothing is told are left out. */
export async function readUserSpans(
  client: VendorClient,
  question: UserDetailsQuestion,
  context: RequestContext,
  tally: Tally,
): Promise<ReadonlyMap<string, readonly AgentSpan[]>> {
  const rows: unknown[] = [];
  for (const userIds of inBatches(question.userIds, MAX_PREDICATES)) {
    rows.push(...(await readBatch(client, { ...question, userIds }, context)));
  }
  const users = withoutDuplicates(await acceptRows(rows, userSchema, tally), ({ userId }) => userId, tally);
  const asked = users.filter(({ userId }) => {
    const isAsked = question.userIds.includes(userId);
    if (!isAsked) tally.refuse('unasked_agent');
    return isAsked;
  });
  return new Map(asked.map((user) => [user.userId, spansOf(user, question)]));
}

export function userDetailsQuery({ userIds, from, to }: UserDetailsQuestion, pageNumber: number) {
  return {
    interval: interval({ from, to }),
    order: 'asc',
    paging: { pageSize: PAGE_SIZE, pageNumber },
    userFilters: [anyOf('userId', userIds)],
  };
}

/** The number of users that the platform names is approximate, so the last page is known by its length. */
async function readBatch(
  client: VendorClient,
  question: UserDetailsQuestion,
  context: RequestContext,
): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  for (let pageNumber = 1; pageNumber <= MAX_PAGES; pageNumber++) {
    const { userDetails } = await client.request(
      {
        endpoint: ENDPOINT,
        method: 'POST',
        path: '/api/v2/analytics/users/details/query',
        json: userDetailsQuery(question, pageNumber),
        schema: pageSchema,
      },
      context,
    );
    rows.push(...(userDetails ?? []));
    if ((userDetails?.length ?? 0) < PAGE_SIZE) return rows;
  }
  const problem = `the list did not end after ${MAX_PAGES} pages of ${PAGE_SIZE}`;
  throw new PlatformError('too_many_pages', problem, { endpoint: ENDPOINT });
}

const STATES: Readonly<Record<string, string>> = {
  IDLE: 'available',
  INTERACTING: 'busy',
  COMMUNICATING: 'busy',
  NOT_RESPONDING: 'not_responding',
};
const OFF_QUEUE = 'OFF_QUEUE';

/**
 * States by routing status. Off queue are those who are logged out and those who are unavailable, which their presence
 * tells apart. After-contact work is part of `INTERACTING`.
 */
function spansOf(
  { routingStatus, primaryPresence }: User,
  period: { readonly from: number; readonly to: number },
): readonly AgentSpan[] {
  const presences = (primaryPresence ?? []).map(({ systemPresence, startTime, endTime }) => ({
    state: systemPresence === 'OFFLINE' ? 'logged_out' : 'unavailable',
    from: startTime,
    to: endTime ?? period.to,
  }));
  const spans = (routingStatus ?? []).flatMap(({ routingStatus: status, startTime, endTime }) => {
    const span = { from: startTime, to: endTime ?? period.to };
    if (status === OFF_QUEUE) return offQueue(span, presences);
    return [{ ...span, state: STATES[status] ?? snakeCase(status) }];
  });
  return cutSpans(spans, period);
}

/** The presences within a span, and what none of them covers. */
function offQueue(span: Omit<AgentSpan, 'state'>, presences: readonly AgentSpan[]): readonly AgentSpan[] {
  const within = cutSpans(presences, span).toSorted((a, b) => a.from - b.from);
  const ends = [span.from, ...within.map(({ to }) => to)];
  const begins = [...within.map(({ from }) => from), span.to];
  const gaps = begins.map((to, index) => ({ state: 'off_queue', from: ends[index] ?? to, to }));
  return [...within, ...gaps.filter(({ from, to }) => to > from)];
}
