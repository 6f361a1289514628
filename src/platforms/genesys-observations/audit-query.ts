import { z } from 'zod';
import { snakeCase } from '../../domain/index.ts';
import type { RequestContext, VendorClient } from '../../vendor-http/index.ts';
import type { AuditEntry } from '../change-log.ts';
import { PlatformError } from '../platform-error.ts';
import { acceptRows, type Tally } from '../rows.ts';
import { interval } from './query-parts.ts';

/**
 * Changes of queues: `POST /api/v2/audits/query/realtime`, which answers at once and knows the last 14 days. A query is
 * about one action or all of them, and all would bring an entry for every agent who joins or leaves a queue: updates
 * alone are asked for. Queues that are created and deleted show by themselves.
 */

export const AUDIT_PERMISSION = 'audits:audit:view';

const ENDPOINT = 'audits';
const PAGE_SIZE = 100;
/** More than a day of changes by hand; only an endless list of pages reaches it. */
const MAX_PAGES = 50;

const pageSchema = z.object({
  entities: z.array(z.unknown()).nullish(),
  pageCount: z.number().int().nullish(),
});

const entitySchema = z.object({
  id: z.string().min(1),
  eventDate: z.iso.datetime({ offset: true }),
  action: z.string().min(1),
  entity: z.object({ id: z.string().min(1) }),
  status: z.string().nullish(),
  propertyChanges: z.array(z.object({ property: z.string().nullish() })).nullish(),
});

/** From and to in Unix seconds. */
export interface AuditQuestion {
  readonly from: number;
  readonly to: number;
}

export function auditQuery({ from, to }: AuditQuestion, pageNumber: number) {
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

/** What was changed in the period; what was tried in vain is left out. */
export async function readAudit(
  client: VendorClient,
  question: AuditQuestion,
  context: RequestContext,
  tally: Tally,
): Promise<readonly AuditEntry[]> {
  const entities = await acceptRows(await readPages(client, question, context), entitySchema, tally);
  return entities
    .filter(({ status }) => status?.toUpperCase() !== 'FAILURE')
    .map(({ id, eventDate, action, entity, propertyChanges }) => ({
      id,
      at: Date.parse(eventDate) / 1000,
      queueId: entity.id,
      action: snakeCase(action),
      properties: propertyChanges?.flatMap(({ property }) => property ?? []) ?? [],
    }));
}

async function readPages(
  client: VendorClient,
  question: AuditQuestion,
  context: RequestContext,
): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  for (let pageNumber = 1; pageNumber <= MAX_PAGES; pageNumber++) {
    const { entities, pageCount } = await client.request(
      {
        endpoint: ENDPOINT,
        method: 'POST',
        path: '/api/v2/audits/query/realtime',
        json: auditQuery(question, pageNumber),
        schema: pageSchema,
      },
      context,
    );
    rows.push(...(entities ?? []));
    const isLast = pageCount == null ? (entities?.length ?? 0) < PAGE_SIZE : pageNumber >= pageCount;
    if (isLast || !entities?.length) return rows;
  }
  const problem = `the list did not end after ${MAX_PAGES} pages of ${PAGE_SIZE}`;
  throw new PlatformError('too_many_pages', problem, { endpoint: ENDPOINT });
}
