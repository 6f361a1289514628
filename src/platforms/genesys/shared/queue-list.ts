/**
 * Queue list of the organisation: `GET /api/v2/routing/queues`. Source: Genesys Cloud SDK for JavaScript, `Queue`;
 * `percentage` is a ratio, `durationMs` is in milliseconds.
 */

import { z } from 'zod';
import { defined, type Media, type PlatformServiceLevel } from '../../../domain/index.ts';
import { isVendorError, type RequestContext, type VendorClient } from '../../../vendor-http/index.ts';
import type { Log } from '../../platform.ts';
import { PlatformError } from '../../platform-error.ts';
import {
  parseRows,
  RATIO,
  type RejectionCounter,
  SECONDS,
  validNumber,
  withoutDuplicates,
} from '../../shared/rows.ts';
import { displayName, id } from '../../shared/wire-values.ts';
import { readEntities } from './entity-list.ts';
import { mediaOf } from './media.ts';

export const QUEUE_LIST_PERMISSION = 'routing:queue:view';

const ENDPOINT = 'routing_queues';

/** Error for a selection that needs the list. */
export function queueNamesUnknown(): PlatformError {
  const problem = `queues.include and queues.exclude need the names of the queues; grant ${QUEUE_LIST_PERMISSION}, or select by queues.ids`;
  return new PlatformError('queue_names_unknown', problem);
}

/** Largest known page size. Source: terraform-provider-genesyscloud, `genesyscloud_routing_queue_proxy.go`. */
const PAGE_SIZE = 500;
/** Queues rarely change, and the vendor limits how often the list may be read. */
const CACHE_SECONDS = 600;
/** Delay after a failed refresh, so that it does not slow down every poll. */
const RETRY_SECONDS = 60;

const mediaSettingsSchema = z
  .object({
    serviceLevel: z.object({ percentage: z.number().nullish(), durationMs: z.number().nullish() }).nullish(),
  })
  .nullish();

const queueSchema = z.object({
  id,
  name: z.unknown().optional(),
  mediaSettings: z.record(z.string(), mediaSettingsSchema).nullish(),
});
type Entity = z.output<typeof queueSchema>;

export interface ListedQueue {
  readonly id: string;
  readonly name: string;
  /** The platform's service level target of each medium. */
  readonly serviceLevels: ReadonlyMap<Media, PlatformServiceLevel>;
  /** Media that the queue is configured for. */
  readonly configuredMedia: ReadonlySet<Media>;
}

export interface QueueList {
  /**
   * The list, usually at most {@link CACHE_SECONDS} old; undefined when the client may not read it. When a refresh
   * fails, the cached list is used: it holds names, not figures. `rejections` counts its invalid rows.
   * @throws VendorError or PlatformError when no list is cached.
   */
  readonly read: (
    context: RequestContext,
    rejections: RejectionCounter,
  ) => Promise<readonly ListedQueue[] | undefined>;
}

/** Requests per minute for the list. */
export function queueListRequestsPerMinute(queues: number): number {
  return Math.max(1, Math.ceil(queues / PAGE_SIZE)) / (CACHE_SECONDS / 60);
}

export interface QueueListOptions {
  readonly client: VendorClient;
  readonly maxPages: number;
  readonly log: Log;
  /** Monotonic clock, in seconds. */
  readonly monotonic: () => number;
  /** Whether the list is optional: ids replace the names where the API has no list. */
  readonly mayBeMissing: boolean;
}

export function createQueueList(options: QueueListOptions): QueueList {
  const { log, monotonic, mayBeMissing } = options;
  let queues: readonly ListedQueue[] | undefined;
  let readAgainAt = Number.NEGATIVE_INFINITY;
  return {
    read: async (context, rejections) => {
      if (monotonic() < readAgainAt) return queues;
      try {
        queues = await readQueues(options, context, rejections);
        readAgainAt = monotonic() + CACHE_SECONDS;
      } catch (error) {
        const advice = adviceFor(error);
        if (advice !== undefined && (isForbidden(error) || mayBeMissing)) {
          log.warn({ error }, `Failed to read the queue list; using ids as names: ${advice}`);
          readAgainAt = monotonic() + CACHE_SECONDS;
        } else {
          if (!queues) throw error;
          log.warn({ error }, 'Failed to refresh the queue list; using the cached one');
          readAgainAt = monotonic() + RETRY_SECONDS;
        }
      }
      return queues;
    },
  };
}

function isForbidden(error: unknown): boolean {
  return isVendorError(error) && error.code === 'http' && error.status === 403;
}

/** Undefined for a temporary error. */
function adviceFor(error: unknown): string | undefined {
  if (isForbidden(error)) return `grant ${QUEUE_LIST_PERMISSION}`;
  const isMissing = isVendorError(error) && error.code === 'http' && error.status === 404;
  return isMissing ? 'check base_url, region and api' : undefined;
}

async function readQueues(
  { client, maxPages }: Pick<QueueListOptions, 'client' | 'maxPages'>,
  context: RequestContext,
  rejections: RejectionCounter,
): Promise<readonly ListedQueue[]> {
  const entities = await readEntities(
    client,
    {
      endpoint: ENDPOINT,
      maxPages,
      pageSize: PAGE_SIZE,
      request: (pageNumber) => ({
        method: 'GET',
        path: '/api/v2/routing/queues',
        query: { pageSize: PAGE_SIZE, pageNumber },
      }),
    },
    context,
  );
  const rows = await parseRows(entities, queueSchema, rejections);
  return withoutDuplicates(rows, ({ id }) => id, rejections).map((entity) => ({
    id: entity.id,
    name: displayName(entity.name, entity.id, rejections),
    serviceLevels: serviceLevels(entity, rejections),
    configuredMedia: configuredMedia(entity),
  }));
}

function serviceLevels(
  { mediaSettings }: Entity,
  rejections: RejectionCounter,
): ListedQueue['serviceLevels'] {
  const levels = new Map<Media, PlatformServiceLevel>();
  for (const [word, settings] of Object.entries(mediaSettings ?? {})) {
    const media = mediaOf(word);
    if (!media || !settings?.serviceLevel) continue;
    const { percentage, durationMs } = settings.serviceLevel;
    const seconds = durationMs == null ? undefined : durationMs / 1000;
    levels.set(
      media,
      defined({
        serviceLevelTarget: validNumber(
          percentage ?? undefined,
          RATIO,
          'service_level_percentage',
          rejections,
        ),
        serviceLevelThresholdSeconds: validNumber(seconds, SECONDS, 'service_level_duration', rejections),
      }),
    );
  }
  return levels;
}

function configuredMedia({ mediaSettings }: Entity): ReadonlySet<Media> {
  const configured = Object.entries(mediaSettings ?? {}).filter(([, settings]) => settings != null);
  return new Set(configured.flatMap(([word]) => mediaOf(word) ?? []));
}
