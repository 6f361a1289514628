/**
 * Rows of a queue observation query. Source: Genesys Cloud SDK for .NET, `QueueObservationDataContainer`; developer.genesys.cloud
 * tutorial "Real-time queue observation query".
 */

import { z } from 'zod';
import { type AgentCounts, defined, type QueueFacts } from '../../../domain/index.ts';
import { COUNT, type RejectionCounter, validNumber } from '../../shared/rows.ts';
import { id, pastInstants } from '../../shared/wire-values.ts';
import { mediaOf } from '../shared/media.ts';
import { isLoggedIn, type SystemPresences } from './agents/presences.ts';
import { distinctMetrics } from './distinct-metrics.ts';
import type { QueueMedia } from './queue-media.ts';
import type { WatchedQueues } from './watched-queues.ts';

const observationSchema = z.object({
  metric: z.string(),
  /** Routing status, or presence id. */
  qualifier: z.string().nullish(),
  stats: z.object({ count: z.number().nullish(), calculatedMetricValue: z.number().nullish() }).nullish(),
});
type Observation = z.output<typeof observationSchema>;

/** Users of a queue, or interactions of one of its media. */
export const rowSchema = z.object({
  group: z.object({ queueId: id, mediaType: z.string().nullish() }),
  data: z.array(observationSchema).nullish(),
});
export type ObservationRow = z.output<typeof rowSchema>;

/** Presences of users off queue in the rows. */
export function presencesIn(rows: readonly ObservationRow[]): ReadonlySet<string> {
  const observations = rows.flatMap(({ data }) => data ?? []);
  return new Set(observations.filter(isOffQueue).map(({ qualifier }) => qualifier ?? ''));
}

export interface Reading {
  readonly queues: WatchedQueues;
  readonly presences: SystemPresences;
  readonly queueMedia: QueueMedia;
  /** Unix seconds. */
  readonly now: number;
  readonly rejections: RejectionCounter;
}

/** Facts of a row; undefined when it contains none of the requested data. */
export function factsOf({ group, data }: ObservationRow, reading: Reading): QueueFacts | undefined {
  const { queues, queueMedia, rejections } = reading;
  const queue = queues.get(group.queueId);
  if (!queue) return void rejections.reject('unasked_queue');
  const { id, name, serviceLevels } = queue;
  const observations = distinctMetrics(
    data ?? [],
    ({ metric, qualifier }) => `${metric} ${qualifier ?? ''}`,
    rejections,
  );
  // Without any metric, a queue without users or interactions cannot be distinguished from one without data.
  if (observations.length === 0) return undefined;
  if (group.mediaType == null) return { id, name, media: 'all', ...usersOf(observations, reading) };
  const media = mediaOf(group.mediaType);
  if (!media) return void rejections.reject('unknown_media');
  if (!queueMedia.admits(media)) return undefined;
  return { id, name, media, ...interactionsOf(observations, reading), ...serviceLevels.get(media) };
}

const ON_QUEUE_STATUSES: readonly unknown[] = ['IDLE', 'INTERACTING', 'COMMUNICATING', 'NOT_RESPONDING'];

/**
 * Agents belong to the row of all media, because the platform does not report who serves which medium. The platform
 * omits routing statuses without users. `INTERACTING` includes after-contact work. Agents logged in are those on queue
 * and those off queue who are not offline; members who never log in do not count.
 */
function usersOf(
  data: readonly Observation[],
  { presences, rejections }: Reading,
): Pick<QueueFacts, 'agents' | 'agentsLoggedIn'> {
  const onQueue = data
    .filter(({ metric }) => metric === 'oOnQueueUsers')
    .map((each) => ({ status: each.qualifier, users: count(each, 'users', rejections) }));
  const inStatus = (...statuses: unknown[]) =>
    sum(onQueue.filter(({ status }) => statuses.includes(status)).map(({ users }) => users));
  for (const { status } of onQueue) {
    if (!ON_QUEUE_STATUSES.includes(status)) rejections.reject('unknown_routing_status');
  }
  const offQueue = data.filter(isOffQueue).map((each): number | undefined => {
    const users = count(each, 'users', rejections);
    const presence = presences.get(each.qualifier ?? '');
    if (users === 0 || presence === undefined) return users && undefined;
    const counts = isLoggedIn(presence);
    if (counts === undefined) rejections.reject('unknown_presence');
    return counts ? users : counts === false ? 0 : undefined;
  });
  const unavailable = sum(offQueue);
  const agents: AgentCounts = defined({
    available: inStatus('IDLE'),
    busy: inStatus('INTERACTING', 'COMMUNICATING'),
    not_responding: inStatus('NOT_RESPONDING'),
    unavailable,
  });
  return defined({ agents, agentsLoggedIn: sum([...onQueue.map(({ users }) => users), unavailable]) });
}

function interactionsOf(
  data: readonly Observation[],
  { now, rejections }: Reading,
): Pick<QueueFacts, 'waiting' | 'active' | 'oldestWaitingAt'> {
  const find = (metric: string) => data.find((each) => each.metric === metric);
  const waiting = count(find('oWaiting'), 'waiting', rejections);
  const start = longestWaitingSince(find('oLongestWaiting'), now, rejections);
  return defined({
    waiting,
    active: count(find('oInteracting'), 'interacting', rejections),
    oldestWaitingAt: waiting === 0 ? undefined : start,
  });
}

/** Unix seconds. `oLongestWaiting` is the start of the wait in epoch milliseconds (https://github.com/laggyzee/genesys-mcp, `tools/analytics.py`); a duration would be rejected as too early. */
function longestWaitingSince(
  observation: Observation | undefined,
  now: number,
  rejections: RejectionCounter,
): number | undefined {
  const milliseconds = observation?.stats?.calculatedMetricValue;
  const at = milliseconds == null ? undefined : milliseconds / 1000;
  const known = validNumber(at, pastInstants(now), 'longest_waiting', rejections);
  return known === undefined ? undefined : Math.min(known, now);
}

function isOffQueue({ metric }: Observation): boolean {
  return metric === 'oOffQueueUsers';
}

function count(
  observation: Observation | undefined,
  name: string,
  rejections: RejectionCounter,
): number | undefined {
  if (!observation) return undefined;
  return validNumber(observation.stats?.count ?? undefined, COUNT, name, rejections);
}

/** Undefined when any part is undefined. */
function sum(parts: readonly (number | undefined)[]): number | undefined {
  return parts.reduce(
    (total, part) => (total === undefined || part === undefined ? undefined : total + part),
    0,
  );
}
