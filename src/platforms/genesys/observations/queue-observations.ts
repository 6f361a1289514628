/** Queue poll: `POST /api/v2/analytics/queues/observations/query`. Source: Genesys Cloud SDK for .NET, `QueueObservationQuery`. */

import { z } from 'zod';
import {
  type Collector,
  type QueueFacts,
  type QueueName,
  type QueueSelection,
  queueKey,
  reportSelection,
} from '../../../domain/index.ts';
import type { RequestContext, VendorClient } from '../../../vendor-http/index.ts';
import type { Log } from '../../platform.ts';
import {
  createRejectionCounter,
  parseRows,
  type RejectionCounter,
  withoutDuplicates,
} from '../../shared/rows.ts';
import type { QueueList } from '../shared/queue-list.ts';
import type { Presences } from './agents/presences.ts';
import type { MediaHistory } from './aggregates/media-history.ts';
import { QUEUE_OBSERVATION_SOURCES } from './figure-sources.ts';
import { factsOf, presencesIn, type Reading, rowSchema } from './observation-rows.ts';
import { anyOf } from './query-parts.ts';
import type { QueueMedia } from './queue-media.ts';
import { createQueueQuery } from './queue-predicates.ts';
import { permitted, selectedQueues, type WatchedQueues } from './watched-queues.ts';

export const OBSERVATION_PERMISSION = 'analytics:queueObservation:view';

/** `oMemberUsers` is present for every queue with members, so that a queue without users on queue differs from a missing one. */
const METRICS = [
  'oWaiting',
  'oInteracting',
  'oLongestWaiting',
  'oOnQueueUsers',
  'oOffQueueUsers',
  'oMemberUsers',
];

const responseSchema = z.object({
  systemToOrganizationMappings: z.record(z.string(), z.array(z.string())).nullish(),
  results: z.array(z.unknown()),
});

export function observationQuery(queueIds: readonly string[]) {
  return { filter: anyOf('queueId', queueIds), metrics: METRICS };
}

export interface QueueObservationsOptions {
  readonly client: VendorClient;
  readonly queueList: QueueList;
  readonly selection: QueueSelection;
  readonly presences: Presences;
  readonly queueMedia: QueueMedia;
  readonly mediaHistory: MediaHistory;
  readonly log: Log;
  /** Unix seconds. */
  readonly now: () => number;
  /** Monotonic clock, in seconds. */
  readonly monotonic: () => number;
}

export function queueObservations(options: QueueObservationsOptions): Collector {
  const { client, queueList, selection, presences, queueMedia, mediaHistory, log, now, monotonic } = options;
  const query = createQueueQuery({ permission: OBSERVATION_PERMISSION, log, monotonic });

  const send = (ids: readonly string[], context: RequestContext) =>
    client.request(
      {
        endpoint: 'queue_observations',
        method: 'POST',
        path: '/api/v2/analytics/queues/observations/query',
        json: observationQuery(ids),
        schema: responseSchema,
      },
      context,
    );

  return {
    name: 'queues',
    sources: QUEUE_OBSERVATION_SOURCES,
    collect: async (signal) => {
      const context: RequestContext = { collector: 'queues', signal };
      const rejections = createRejectionCounter();
      const { queues, listed } = await selectedQueues(queueList, selection, context, rejections);
      const { responses, allowed } = await query.run(queues, (ids) => send(ids, context), rejections);
      const results = responses.flatMap((response) => response.results);
      const rows = await parseRows(results, rowSchema, rejections);
      const mappings = responses.map(
        ({ systemToOrganizationMappings }) => systemToOrganizationMappings ?? {},
      );
      const resolved = await presences.resolve(presencesIn(rows), mappings, context);
      const reading: Reading = { queues, presences: resolved, queueMedia, now: now(), rejections };
      const facts = rows.flatMap((row) => factsOf(row, reading) ?? []);
      const known = withoutDuplicates(facts, queueKey, rejections);
      countMissing(allowed, known, rejections);
      queueMedia.retain(queues);
      for (const { id, media, waiting = 0, active = 0 } of known)
        if (media !== 'all') queueMedia.note(id, media, waiting + active > 0);
      await mediaHistory.refresh(permitted(queues, allowed), signal);
      const existing = [...listed, ...unlisted(known, listed)];
      return {
        queues: shown(known, queues, queueMedia),
        selection: reportSelection(existing, selection),
        rejected: rejections.counts(),
      };
    },
  };
}

/** Without the media that are not shown; agents have none. */
function shown(
  known: readonly QueueFacts[],
  queues: WatchedQueues,
  queueMedia: QueueMedia,
): readonly QueueFacts[] {
  const media = new Map([...queues].map(([id, queue]) => [id, queueMedia.shownIn(queue)]));
  return known.filter((queue) => queue.media === 'all' || media.get(queue.id)?.has(queue.media));
}

/** Queues in the response that the list omits, because it is forbidden or outdated. */
function unlisted(known: readonly QueueFacts[], listed: readonly QueueName[]): Iterable<QueueName> {
  const ids = new Set(listed.map(({ id }) => id));
  return new Map(known.filter(({ id }) => !ids.has(id)).map((queue) => [queue.id, queue])).values();
}

/** Counts queues that the response omits: their state is unknown. */
function countMissing(
  requested: ReadonlySet<string>,
  known: readonly QueueFacts[],
  rejections: RejectionCounter,
): void {
  const answered = new Set(known.map(({ id }) => id));
  for (const id of requested) if (!answered.has(id)) rejections.reject('missing_queue');
}
