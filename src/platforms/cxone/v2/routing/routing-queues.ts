/**
 * Routing configuration of a queue: `GET` and `PUT /api/v2/routing/queues/{queueId}`. Source: CXone guide to queue routing, "Queue
 * configuration": `If-Match` and the body carry the version that was read; another version fails with 409.
 */

import { z } from 'zod';
import type {
  QueueRouting,
  RoutingContext,
  RoutingReader,
  RoutingSettings,
  RoutingWriter,
  WriteResult,
} from '../../../../domain/index.ts';
import { isVendorError, type VendorClient } from '../../../../vendor-http/index.ts';
import { executeWrite, withPermissionHint } from '../../../shared/execute-write.ts';
import type { QueueDirectory } from '../directory.ts';
import { documentOf, SETTING_BY_WIRE_NAME, settingsOf, wireDocument } from './routing-document.ts';
import { readAllSkillIds } from './routing-skills.ts';
import { problemsIn } from './validation-errors.ts';

export const READ_SCOPE = 'routing:queues:read';
const WRITE_SCOPE = 'routing:queues:write';

export interface RoutingQueuesOptions {
  readonly client: VendorClient;
  /** Names of queues, which the document may lack. */
  readonly directory: QueueDirectory;
  /** Maximum number of pages of the skill list. */
  readonly maxPages: number;
}

export function routingQueues({
  client,
  directory,
  maxPages,
}: RoutingQueuesOptions): RoutingReader & RoutingWriter {
  const reading = <T>(send: () => Promise<T>) => withPermissionHint(`the scope ${READ_SCOPE}`, send);
  return {
    source: { endpoint: 'GET /api/v2/routing/queues/{queueId}', versionField: 'version' },
    settings: new Set(SETTING_BY_WIRE_NAME.values()),
    read: async (queueId, context) => {
      const document = await reading(() => readDocument(client, queueId, context));
      return document && present(document, queueId, directory);
    },
    skillIds: (context) => reading(() => readAllSkillIds(client, maxPages, context)),
    write: (queue, settings, context) =>
      executeWrite(() => put(client, queue, settings, context), {
        permission: `the scope ${WRITE_SCOPE}`,
        problemsIn,
      }),
  };
}

type Document = z.output<typeof documentOf>;

async function readDocument(
  client: VendorClient,
  queueId: string,
  context: RoutingContext,
): Promise<Document | undefined> {
  try {
    return await client.request(
      { endpoint: 'routing_queue_read', method: 'GET', path: pathOf(queueId), schema: documentOf },
      context,
    );
  } catch (error) {
    if (isVendorError(error) && error.status === 404) return undefined;
    throw error;
  }
}

function present(document: Document, queueId: string, directory: QueueDirectory): QueueRouting {
  const { version, ...kept } = document;
  const rest = Object.entries(kept).filter(([key]) => !SETTING_BY_WIRE_NAME.has(key));
  const listed = directory.current()?.find(({ id }) => id === queueId)?.name;
  return {
    id: queueId,
    name: document.name?.trim() ? document.name : (listed ?? queueId),
    media: 'all',
    // The guide reads a missing version as 0.
    version: version ?? 0,
    settings: settingsOf(document),
    rest: Object.fromEntries(rest),
    document: kept,
  };
}

const writtenSchema = z.object({ version: z.int() });

async function put(
  client: VendorClient,
  queue: QueueRouting,
  settings: RoutingSettings,
  context: RoutingContext,
): Promise<WriteResult> {
  try {
    const { version } = await client.request(
      {
        endpoint: 'routing_queue_write',
        method: 'PUT',
        path: pathOf(queue.id),
        headers: { 'if-match': String(queue.version) },
        json: { ...wireDocument(queue.document, settings), id: queue.id, version: queue.version },
        schema: writtenSchema,
        // A retry after a lost response would fail with 409, as if someone else had changed the queue.
        retry: false,
      },
      context,
    );
    return { outcome: 'written', version };
  } catch (error) {
    if (isVendorError(error) && error.status === 409) return { outcome: 'conflict' };
    throw error;
  }
}

function pathOf(queueId: string): string {
  return `/api/v2/routing/queues/${encodeURIComponent(queueId)}`;
}
