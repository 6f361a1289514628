import { z } from 'zod';
import { snakeCase } from '../../../../domain/index.ts';
import type { RequestContext, VendorClient } from '../../../../vendor-http/index.ts';
import type { AuditEntry } from '../../../shared/change-log.ts';
import { parseRows, type RejectionCounter, validNumber, withoutDuplicates } from '../../../shared/rows.ts';
import { id, pastInstants } from '../../../shared/wire-values.ts';
import { readEntities } from '../../shared/entity-list.ts';
import { interval } from '../query-parts.ts';

/**
 * Changes of queues: `POST /api/v2/audits/query/realtime`, which responses at once and knows the last 14 days. A query is
 * about one action or all of them, and all would bring an entry for every agent who joins or leaves a queue: updates
 * alone are asked for. Queues that are created and deleted show by themselves.
 */

export const AUDIT_PERMISSION = 'audits:audit:view';

const ENDPOINT = 'audits';
const PAGE_SIZE = 100;

const entitySchema = z.object({
  id,
  eventDate: z.iso.datetime({ offset: true }),
  action: z.string().min(1),
  entity: z.object({ id }),
  status: z.string().nullish(),
  propertyChanges: z.array(z.object({ property: z.string().nullish() })).nullish(),
});

/** From and to in Unix seconds. */
export interface AuditPeriod {
  readonly from: number;
  readonly to: number;
}

export function auditQuery({ from, to }: AuditPeriod, pageNumber: number) {
  return {
    interval: interval({ from, to }),
    serviceName: 'ContactCenter',
    filters: [
      { property: 'EntityType', value: 'Queue' },
      { property: 'Action', value: 'Update' },
    ],
    pageNumber,
    pageSize: PAGE_SIZE,
  };
}

export interface AuditSource {
  readonly client: VendorClient;
  readonly maxPages: number;
}

/** What was changed in the period; what was tried in vain is left out. */
export async function readAudit(
  { client, maxPages }: AuditSource,
  question: AuditPeriod,
  context: RequestContext,
  rejections: RejectionCounter,
): Promise<readonly AuditEntry[]> {
  const rows = await readEntities(
    client,
    {
      endpoint: ENDPOINT,
      maxPages,
      pageSize: PAGE_SIZE,
      mayOmitEntities: true,
      request: (pageNumber) => ({
        method: 'POST',
        path: '/api/v2/audits/query/realtime',
        json: auditQuery(question, pageNumber),
      }),
    },
    context,
  );
  const entities = await parseRows(rows, entitySchema, rejections);
  return withoutDuplicates(entities, (entity) => entity.id, rejections)
    .filter(({ status }) => status?.toUpperCase() !== 'FAILURE')
    .flatMap(({ id, eventDate, action, entity, propertyChanges }) => {
      const at = validNumber(
        Date.parse(eventDate) / 1000,
        pastInstants(question.to),
        'event_date',
        rejections,
      );
      if (at === undefined) return [];
      const properties = propertyChanges?.flatMap(({ property }) => property ?? []) ?? [];
      return [{ id, at, queueId: entity.id, action: snakeCase(action), properties }];
    });
}
