/**
 * Changes of queues: `POST /api/v2/audits/query/realtime`, which covers the last 14 days. Source: Genesys Cloud SDK for
 * Python, `AuditApi`; Genesys Cloud SDK for .NET, `AuditLogMessage`. Only updates are queried: a query without an action returns an
 * entry for every agent who joins or leaves a queue. The queue list shows created and deleted queues.
 */

import { z } from 'zod';
import { snakeCase } from '../../../../domain/index.ts';
import type { RequestContext, VendorClient } from '../../../../vendor-http/index.ts';
import type { AuditEntry } from '../../../shared/change-log.ts';
import { parseRows, type RejectionCounter, validNumber, withoutDuplicates } from '../../../shared/rows.ts';
import { id, pastInstants } from '../../../shared/wire-values.ts';
import { readEntities } from '../../shared/entity-list.ts';
import { interval } from '../query-parts.ts';

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

/** Changes in the period, without failed attempts. */
export async function readAudit(
  { client, maxPages }: AuditSource,
  period: AuditPeriod,
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
        json: auditQuery(period, pageNumber),
      }),
    },
    context,
  );
  const entities = await parseRows(rows, entitySchema, rejections);
  return withoutDuplicates(entities, (entity) => entity.id, rejections)
    .filter(({ status }) => status?.toUpperCase() !== 'FAILURE')
    .flatMap(({ id, eventDate, action, entity, propertyChanges }) => {
      const at = validNumber(Date.parse(eventDate) / 1000, pastInstants(period.to), 'event_date', rejections);
      if (at === undefined) return [];
      const properties = propertyChanges?.flatMap(({ property }) => property ?? []) ?? [];
      return [{ id, at, queueId: entity.id, action: snakeCase(action), properties }];
    });
}
