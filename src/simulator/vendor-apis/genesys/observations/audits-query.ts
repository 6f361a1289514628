import { z } from 'zod';
import type { AuditEntry, ContactCentre } from '../../../engine/index.ts';
import { iso, parseInstant } from '../../../http/time.ts';
import { validate } from '../../../http/validate.ts';
import { type Endpoint, ok } from '../../../http/vendor-api.ts';
import { GRANTS } from './grants.ts';

/** Changes of queue configurations, newest first; changes of queue membership are not recorded. */
export const auditsQuery: Endpoint = {
  name: 'audits',
  method: 'POST',
  path: '/api/v2/audits/query/realtime',
  permission: GRANTS.audit,
  handle({ centre, now, body, endlessPages }) {
    const { interval, filters, pageNumber, pageSize } = validate(bodySchema(now), body);
    const asked = (property: string) => filters.find((filter) => filter.property === property)?.value;
    const action = asked('Action');
    const entries =
      asked('EntityType') === 'Queue'
        ? centre.routing.audit
            .filter(({ at }) => interval.from <= at && at <= interval.to)
            .filter((entry) => action === undefined || entry.action === action)
            .toReversed()
        : [];
    const pages = Math.ceil(entries.length / pageSize);
    const page = endlessPages && pages > 0 ? (pageNumber - 1) % pages : pageNumber - 1;
    return ok({
      entities: entries.slice(page * pageSize, (page + 1) * pageSize).map((entry) => present(entry, centre)),
      pageSize,
      pageNumber,
      total: entries.length,
      pageCount: endlessPages ? pageNumber + 1 : pages,
    });
  },
};

const MAX_PAGE_SIZE = 500;

function bodySchema(now: number) {
  return z.object({
    interval: z.string().transform((text, context) => {
      const [from, to] = text.split('/').map((part) => parseInstant(part, now));
      if (from !== undefined && to !== undefined && from < to) return { from, to };
      context.addIssue(`${JSON.stringify(text)} is not an interval; expected <start>/<end>, ISO 8601`);
      return z.NEVER;
    }),
    serviceName: z.literal('ContactCenter'),
    filters: z
      .array(z.object({ property: z.enum(['EntityType', 'EntityId', 'Action']), value: z.string() }))
      .default([]),
    pageNumber: z.int().min(1).default(1),
    pageSize: z.int().min(1).max(MAX_PAGE_SIZE).default(25),
  });
}

function present({ id, at, action, queueId, actor, changes }: AuditEntry, { queues }: ContactCentre) {
  return {
    id,
    user: { id: actor },
    serviceName: 'ContactCenter',
    level: 'USER',
    eventDate: iso(at),
    action,
    entity: { id: queueId, name: queues.find((queue) => queue.id === queueId)?.name },
    entityType: 'Queue',
    status: 'SUCCESS',
    propertyChanges: changes.map(({ property, oldValue, newValue }) => ({
      property,
      oldValues: [JSON.stringify(oldValue)],
      newValues: [JSON.stringify(newValue)],
    })),
  };
}
