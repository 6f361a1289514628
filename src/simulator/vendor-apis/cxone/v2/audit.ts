import { z } from 'zod';
import type { AuditEntry, ContactCentre } from '../../../engine/index.ts';
import { decodeCursor, encodeCursor, pageOf } from '../../../http/cursor.ts';
import { DAY_SECONDS, instant, iso } from '../../../http/time.ts';
import { validate } from '../../../http/validate.ts';
import { type Endpoint, ok } from '../../../http/vendor-api.ts';
import { SCOPES } from './scopes.ts';

/**
 * Changes of queue configurations, newest first. The guide does not define the entry; chosen:
 *
 *     { id, timestamp, action, resourceType: 'Queue', resourceId, user: {id}, version,
 *       changes: [{property, oldValue, newValue}] }
 */
export const audit: Endpoint = {
  name: 'audit',
  method: 'GET',
  path: '/api/v2/audit',
  scopes: [SCOPES.auditRead],
  handle({ centre, now, query, origin, endlessPages }) {
    const question: Question =
      query.cursor === undefined
        ? { ...validate(querySchema(now), query), offset: 0 }
        : decodeCursor(questionSchema, query.cursor);
    const page = pageOf(entriesOf(centre, question), question.offset, question.pageSize, endlessPages);
    const next = page.next !== undefined && encodeCursor({ ...question, offset: page.next });
    return ok({
      results: page.items.map(present),
      ...(next && { nextUri: `${origin}${audit.path}?cursor=${next}` }),
    });
  },
};

const ACTIONS = ['Create', 'Update', 'Delete'] as const;

const filters = {
  resourceId: z.string().optional(),
  resourceType: z.literal('Queue').optional(),
  action: z.enum(ACTIONS).optional(),
};

function querySchema(now: number) {
  return z.object({
    ...filters,
    startTime: instant(now).default(now - 30 * DAY_SECONDS),
    endTime: instant(now).default(now),
    pageSize: z.coerce.number().int().min(1).max(500).default(100),
  });
}

const questionSchema = z.object({
  ...filters,
  startTime: z.number(),
  endTime: z.number(),
  pageSize: z.int().min(1),
  offset: z.int().min(0),
});
type Question = z.output<typeof questionSchema>;

function entriesOf(
  { routing }: ContactCentre,
  { resourceId, action, startTime, endTime }: Question,
): readonly AuditEntry[] {
  return routing.audit
    .filter(({ at }) => startTime <= at && at <= endTime)
    .filter((entry) => resourceId === undefined || entry.queueId === resourceId)
    .filter((entry) => action === undefined || entry.action === action)
    .toReversed();
}

/** Wire names of properties. */
const WIRE_NAMES: Readonly<Record<string, string>> = { maxWaitSeconds: 'maxWaitTime' };

function present({ id, at, action, queueId, actor, version, changes }: AuditEntry): unknown {
  return {
    id,
    timestamp: iso(at),
    action,
    resourceType: 'Queue',
    resourceId: queueId,
    user: { id: actor },
    version,
    changes: changes.map((change) => ({
      ...change,
      property: WIRE_NAMES[change.property] ?? change.property,
    })),
  };
}
