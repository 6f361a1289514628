import { z } from 'zod';
import type { ContactCentre, PresenceState, StateSpan } from '../../../engine/index.ts';
import { iso, parseInstant } from '../../../http/time.ts';
import { validate } from '../../../http/validate.ts';
import { type Endpoint, ok } from '../../../http/vendor-api.ts';
import { GRANTS } from './grants.ts';
import { presenceId } from './presences.ts';

/**
 * Presence and routing status history of users, last 24 hours. A current entry has no end; users without data are
 * absent, and so is the list when it would be empty.
 */
export const userDetails: Endpoint = {
  name: 'user_details',
  method: 'POST',
  path: '/api/v2/analytics/users/details/query',
  permission: GRANTS.userDetail,
  handle({ centre, now, body }) {
    const { interval, userFilters, paging } = validate(bodySchema(now), body);
    const chosen = userFilters.map(({ predicates }) => new Set(predicates.map(({ value }) => value)));
    const users = centre.agents.flatMap(({ id }) =>
      chosen.every((ids) => ids.has(id)) ? detail(centre, id, interval) : [],
    );
    const first = (paging.pageNumber - 1) * paging.pageSize;
    const page = users.slice(first, first + paging.pageSize);
    return ok(page.length > 0 ? { userDetails: page, totalHits: users.length } : { totalHits: users.length });
  },
};

const MAX_PREDICATES = 100;

interface Span {
  readonly from: number;
  readonly to: number;
}

function bodySchema(now: number) {
  return z.object({
    interval: z.string().transform((text, context): Span => {
      const [from, to] = text.split('/').map((part) => parseInstant(part, now));
      if (from !== undefined && to !== undefined && from < to) return { from, to };
      context.addIssue(`${JSON.stringify(text)} is not an interval; expected <start>/<end>, ISO 8601`);
      return z.NEVER;
    }),
    order: z.enum(['asc', 'desc']).optional(),
    userFilters: z
      .array(
        z.object({
          type: z.enum(['or', 'and']),
          predicates: z
            .array(
              z.object({
                type: z.literal('dimension').optional(),
                dimension: z.literal('userId'),
                operator: z.literal('matches').optional(),
                value: z.string(),
              }),
            )
            .max(MAX_PREDICATES),
        }),
      )
      .default([]),
    paging: z
      .object({ pageSize: z.int().min(1).max(100), pageNumber: z.int().min(1) })
      .default({ pageSize: 25, pageNumber: 1 }),
  });
}

type RoutingStatus = 'OFF_QUEUE' | 'IDLE' | 'INTERACTING' | 'NOT_RESPONDING';
type Presence = Parameters<typeof presenceId>[0];

const STATUSES: Readonly<Record<PresenceState, readonly [RoutingStatus, Presence]>> = {
  available: ['IDLE', 'ON_QUEUE'],
  busy: ['INTERACTING', 'ON_QUEUE'],
  after_contact_work: ['INTERACTING', 'ON_QUEUE'],
  not_responding: ['NOT_RESPONDING', 'ON_QUEUE'],
  unavailable: ['OFF_QUEUE', 'BREAK'],
  logged_out: ['OFF_QUEUE', 'OFFLINE'],
};

function detail(centre: ContactCentre, userId: string, { from, to }: Span): readonly object[] {
  const spans = centre.agentStates(userId, from, to) ?? [];
  if (spans.length === 0) return [];
  const timesOf = (span: Span) => ({
    startTime: iso(span.from),
    ...(span.to < Math.min(to, centre.now) && { endTime: iso(span.to) }),
  });
  return [
    {
      userId,
      routingStatus: joined(spans, ({ state }) => STATUSES[state][0]).map(([routingStatus, span]) => ({
        ...timesOf(span),
        routingStatus,
      })),
      primaryPresence: joined(spans, ({ state }) => STATUSES[state][1]).map(([presence, span]) => ({
        ...timesOf(span),
        systemPresence: presence,
        organizationPresenceId: presenceId(presence),
      })),
    },
  ];
}

/** Merges consecutive spans with the same status. */
function joined<Word>(
  spans: readonly StateSpan[],
  wordOf: (span: StateSpan) => Word,
): readonly (readonly [Word, Span])[] {
  const stretches: [Word, Span][] = [];
  for (const span of spans) {
    const word = wordOf(span);
    const last = stretches.at(-1);
    if (last?.[0] === word) last[1] = { from: last[1].from, to: span.to };
    else stretches.push([word, { from: span.from, to: span.to }]);
  }
  return stretches;
}
