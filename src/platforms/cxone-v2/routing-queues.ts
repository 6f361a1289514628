import { z } from 'zod';
import {
  BudgetSpentError,
  type QueueRouting,
  type RoutingContext,
  type RoutingReader,
  type RoutingSettings,
  type RoutingWriter,
  type WriteResult,
} from '../../domain/index.ts';
import { isVendorError, type VendorClient } from '../../vendor-http/index.ts';
import type { QueueDirectory } from './directory.ts';
import { documentOf, SETTING_BY_WIRE_NAME, settingsOf, wireDocument } from './routing-document.ts';
import { readAllSkillIds } from './routing-skills.ts';
import { problemsIn } from './validation-errors.ts';

/** A queue's routing configuration: `GET` and `PUT /api/v2/routing/queues/{queueId}`. */

export const READ_SCOPE = 'routing:queues:read';
export const WRITE_SCOPE = 'routing:queues:write';

export interface RoutingQueuesOptions {
  readonly client: VendorClient;
  /** Names of queues, which the routing configuration may lack. */
  readonly directory: QueueDirectory;
  /** Of the list of skills. */
  readonly maxPages: number;
}

export function routingQueues({
  client,
  directory,
  maxPages,
}: RoutingQueuesOptions): RoutingReader & RoutingWriter {
  return {
    settings: new Set(SETTING_BY_WIRE_NAME.values()),
    read: async (queueId, context) => {
      const document = await readDocument(client, queueId, context);
      return document && present(document, queueId, directory);
    },
    skillIds: (context) => explainingRefusals(() => readAllSkillIds(client, maxPages, context)),
    write: (queue, settings, context) => write(client, queue, settings, context),
  };
}

async function readDocument(client: VendorClient, queueId: string, context: RoutingContext) {
  try {
    return await explainingRefusals(() =>
      client.request(
        { endpoint: 'routing_queue_read', method: 'GET', path: pathOf(queueId), schema: documentOf },
        context,
      ),
    );
  } catch (error) {
    if (isVendorError(error) && error.status === 404) return undefined;
    throw error;
  }
}

type Document = z.output<typeof documentOf>;

function present(document: Document, queueId: string, directory: QueueDirectory): QueueRouting {
  const { version, ...kept } = document;
  const rest = Object.entries(kept).filter(([key]) => !SETTING_BY_WIRE_NAME.has(key));
  const listed = directory.current()?.find(({ id }) => id === queueId)?.name;
  return {
    id: queueId,
    name: document.name || listed || queueId,
    media: 'all',
    // As the guide reads a queue that was never changed.
    version: version ?? 0,
    settings: settingsOf(document),
    rest: Object.fromEntries(rest),
    document: kept,
  };
}

const writtenSchema = z.object({ version: z.int() });

async function write(
  client: VendorClient,
  queue: QueueRouting,
  settings: RoutingSettings,
  context: RoutingContext,
): Promise<WriteResult> {
  const put = () =>
    client.request(
      {
        endpoint: 'routing_queue_write',
        method: 'PUT',
        path: pathOf(queue.id),
        headers: { 'if-match': String(queue.version) },
        json: { ...wireDocument(queue.document, settings), id: queue.id, version: queue.version },
        schema: writtenSchema,
        // A second try would meet the version that the first one made, and look like somebody else's change.
        retry: false,
      },
      context,
    );
  for (let throttled = 0; ; throttled++) {
    try {
      return { outcome: 'written', version: (await put()).version };
    } catch (error) {
      if (!isThrottled(error) || throttled === MAX_THROTTLED) return resultOf(error);
    }
  }
}

/** Surely not written, and the client holds the next try back for as long as the platform asks. */
function isThrottled(error: unknown): boolean {
  return isVendorError(error) && error.status === 429 && error.retryAfterSeconds !== undefined;
}

const MAX_THROTTLED = 3;

/** Failures after which the write may have happened all the same. */
const UNCERTAIN_CODES: ReadonlySet<string> = new Set(['timeout', 'reset', 'invalid', 'body_too_large']);

function resultOf(error: unknown): WriteResult {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof BudgetSpentError) return { outcome: 'refused', reason, problems: [] };
  if (!isVendorError(error) || UNCERTAIN_CODES.has(error.code)) return { outcome: 'unknown', reason };
  const { code, status = 0 } = error;
  if (code !== 'http') return { outcome: 'refused', reason, problems: [] };
  if (status === 409) return { outcome: 'conflict' };
  // 408, and what a gateway answers when it lost the platform, leave open whether the write got through.
  if (status === 408 || status >= 500) return { outcome: 'unknown', reason };
  if (status === 403)
    return { outcome: 'refused', reason: `${lacks(WRITE_SCOPE)} (${reason})`, problems: [] };
  return { outcome: 'refused', reason, problems: status === 400 ? problemsIn(error.detail) : [] };
}

/** Says which scope is missing, where the platform refuses to be read. */
async function explainingRefusals<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!isVendorError(error) || error.status !== 403) throw error;
    throw new Error(lacks(READ_SCOPE), { cause: error });
  }
}

function lacks(scope: string): string {
  return `the client lacks the scope ${scope}; grant it, then try again`;
}

function pathOf(queueId: string): string {
  return `/api/v2/routing/queues/${encodeURIComponent(queueId)}`;
}
