/** Collector `audit`: configuration changes of queues, from the audit log. */

import type { Collector, QueueSelection } from '../../../../domain/index.ts';
import type { VendorClient } from '../../../../vendor-http/index.ts';
import type { Log } from '../../../platform.ts';
import { createChangeLog, readingStart } from '../../../shared/change-log.ts';
import { createRejectionCounter } from '../../../shared/rows.ts';
import type { QueueList } from '../../shared/queue-list.ts';
import { AUDIT_SOURCES } from '../figure-sources.ts';
import { watchedQueues } from '../watched-queues.ts';
import { readAudit } from './audit-query.ts';

export interface AuditOptions {
  readonly client: VendorClient;
  readonly maxPages: number;
  readonly queueList: QueueList;
  readonly selection: QueueSelection;
  readonly log: Log;
  /** Unix seconds. */
  readonly now: () => number;
}

export function audit({ client, maxPages, queueList, selection, log, now }: AuditOptions): Collector {
  const changes = createChangeLog(log);
  let readUpTo: number | undefined;
  return {
    name: 'audit',
    sources: AUDIT_SOURCES,
    collect: async (signal) => {
      const context = { collector: 'audit', signal } as const;
      const rejections = createRejectionCounter();
      const queues = await watchedQueues(queueList, selection, context, rejections);
      const to = now();
      const from = readingStart(to, readUpTo);
      const entries = await readAudit({ client, maxPages }, { from, to }, context, rejections);
      const names = new Map([...queues.values()].map(({ id, name }) => [id, name]));
      changes.add({ from, entries }, names);
      readUpTo = to;
      return {
        queues: changes.factsOf(names),
        changes: changes.recent(names),
        rejected: rejections.counts(),
      };
    },
    resume: (last) => changes.resume(last.changes ?? []),
  };
}
