/**
 * Configuration changes of queues: `GET /api/v2/audit`. Source: CXone guide to queue routing, "Audit"; it does not describe the
 * entries. Authors and values are not read, only the names of the changed properties.
 */

import { z } from 'zod';
import { type Collector, defined, snakeCase } from '../../../domain/index.ts';
import type { VendorClient } from '../../../vendor-http/index.ts';
import type { Log } from '../../platform.ts';
import { type AuditEntry, createChangeLog, readingStart } from '../../shared/change-log.ts';
import { createRejectionCounter, parseRows, validNumber } from '../../shared/rows.ts';
import { id, pastInstants } from '../../shared/wire-values.ts';
import type { QueueDirectory } from './directory.ts';
import { AUDIT_SOURCES } from './figure-sources.ts';
import { type PagedRequest, readPages, resultsPage } from './pages.ts';

export const AUDIT_SCOPE = 'audit:read';

/** Page size of the guide. */
const PAGE_SIZE = 100;
const MINUTE_SECONDS = 60;

const entrySchema = z
  .object({
    id: z.union([id, z.int()]).nullish(),
    timestamp: z.iso.datetime({ offset: true }),
    action: z.string().min(1),
    resourceId: id,
    version: z.number().nullish(),
    changes: z.array(z.object({ property: z.string() })).nullish(),
  })
  .transform(
    ({ id: entryId, timestamp, action, resourceId, version, changes }): AuditEntry =>
      defined({
        id: String(entryId ?? [timestamp, resourceId, action, version].join(' ')),
        at: Date.parse(timestamp) / 1000,
        queueId: resourceId,
        action: snakeCase(action),
        version: version ?? undefined,
        properties: changes?.map(({ property }) => property) ?? [],
      }),
  );

export interface AuditOptions {
  readonly client: VendorClient;
  readonly directory: QueueDirectory;
  readonly maxPages: number;
  readonly log: Log;
  /** Unix seconds. */
  readonly now: () => number;
}

export function audit({ client, directory, maxPages, log, now }: AuditOptions): Collector {
  const changes = createChangeLog(log);
  let readUpTo: number | undefined;
  return {
    name: 'audit',
    sources: AUDIT_SOURCES,
    collect: async (signal) => {
      const queues = directory.required();
      const at = now();
      const from = readingStart(at, readUpTo);
      const rows = await readPages(client, request(at - from), maxPages, { collector: 'audit', signal });
      const rejections = createRejectionCounter();
      const names = new Map(queues.map(({ id, name }) => [id, name]));
      const entries = (await parseRows(rows, entrySchema, rejections)).filter(
        (entry) => validNumber(entry.at, pastInstants(at), 'timestamp', rejections) !== undefined,
      );
      changes.add({ from, entries }, names);
      readUpTo = at;
      return {
        queues: changes.factsOf(names),
        changes: changes.recent(names),
        rejected: rejections.counts(),
      };
    },
    resume: (last) => changes.resume(last.changes ?? []),
  };
}

function request(seconds: number): PagedRequest {
  return {
    endpoint: 'audit',
    method: 'GET',
    path: '/api/v2/audit',
    query: {
      resourceType: 'Queue',
      startTime: `now-${Math.ceil(seconds / MINUTE_SECONDS)}m`,
      endTime: 'now',
      pageSize: PAGE_SIZE,
    },
    schema: resultsPage,
  };
}
