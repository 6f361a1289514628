import { z } from 'zod';
import {
  type Collector,
  type Media,
  type QueueFacts,
  type QueueName,
  type QueueSelection,
  queueKey,
  reportSelection,
} from '../../../domain/index.ts';
import type { RequestContext, VendorClient } from '../../../vendor-http/index.ts';
import type { Log } from '../../platform.ts';
import { acceptRows, createTally, type Tally, withoutDuplicates } from '../../shared/rows.ts';
import type { QueueList } from '../shared/queue-list.ts';
import type { Presences } from './agents/presences.ts';
import { factsOf, presencesIn, type Reading, rowSchema } from './observation-rows.ts';
import { anyOf } from './query-parts.ts';
import { createQueueAsker } from './queue-predicates.ts';
import type { SeenMedia } from './seen-media.ts';
import { selectedQueues } from './watched-queues.ts';

/** The queue poll: `POST /api/v2/analytics/queues/observations/query`. */

export const OBSERVATION_PERMISSION = 'analytics:queueObservation:view';

/** `oMemberUsers` is there for every queue with members: it tells a queue where nobody is on queue from no answer. */
const METRICS = [
  'oWaiting',
  'oInteracting',
  'oLongestWaiting',
  'oOnQueueUsers',
  'oOffQueueUsers',
  'oMemberUsers',
];

const answerSchema = z.object({
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
  /** Undefined shows them all. */
  readonly media?: readonly Media[];
  readonly seenMedia: SeenMedia;
  readonly log: Log;
  /** Unix seconds. */
  readonly now: () => number;
  /** Seconds that never run backwards. */
  readonly monotonic: () => number;
}

export function queueObservations(options: QueueObservationsOptions): Collector {
  const { client, queueList, selection, presences, media, seenMedia, log, now, monotonic } = options;
  const asker = createQueueAsker({ permission: OBSERVATION_PERMISSION, log, monotonic });

  const ask = (ids: readonly string[], context: RequestContext) =>
    client.request(
      {
        endpoint: 'queue_observations',
        method: 'POST',
        path: '/api/v2/analytics/queues/observations/query',
        json: observationQuery(ids),
        schema: answerSchema,
      },
      context,
    );

  return {
    name: 'queues',
    collect: async (signal) => {
      const context: RequestContext = { collector: 'queues', signal };
      const tally = createTally();
      const { queues, listed } = await selectedQueues(queueList, selection, context, tally);
      const { answers, allowed } = await asker.ask(queues, (ids) => ask(ids, context), tally);
      const results = answers.flatMap((answer) => answer.results);
      const rows = await acceptRows(results, rowSchema, tally);
      const mappings = answers.map(({ systemToOrganizationMappings }) => systemToOrganizationMappings ?? {});
      const resolved = await presences.resolve(presencesIn(rows), mappings, context);
      const reading: Reading = { queues, presences: resolved, media, now: now(), tally };
      const facts = rows.flatMap((row) => factsOf(row, reading) ?? []);
      const known = withoutDuplicates(facts, queueKey, tally);
      countMissing(allowed, known, tally);
      for (const queue of known) if (queue.media !== 'all') seenMedia.note(queue.id, queue.media);
      const existing = [...listed, ...unlisted(known, listed)];
      return {
        queues: known,
        selection: reportSelection(existing, selection),
        rejected: tally.rejections(),
      };
    },
  };
}

/** Queues that exist, as the platform answered about them, and that the list leaves out: it may be forbidden, or old. */
function unlisted(known: readonly QueueFacts[], listed: readonly QueueName[]): Iterable<QueueName> {
  const ids = new Set(listed.map(({ id }) => id));
  return new Map(known.filter(({ id }) => !ids.has(id)).map((queue) => [queue.id, queue])).values();
}

/** A queue that the answer passes over in silence is unknown; its absence must not go unnoticed. */
function countMissing(asked: ReadonlySet<string>, known: readonly QueueFacts[], tally: Tally): void {
  const answered = new Set(known.map(({ id }) => id));
  for (const id of asked) if (!answered.has(id)) tally.refuse('missing_queue');
}
