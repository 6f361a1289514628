import { z } from 'zod';
import { type AgentCounts, defined, type Media, type QueueFacts } from '../../../domain/index.ts';
import { COUNT, type RejectionCounter, validNumber } from '../../shared/rows.ts';
import { id, pastInstants } from '../../shared/wire-values.ts';
import { mediaOf } from '../shared/media.ts';
import { isLoggedIn, type SystemPresences } from './agents/presences.ts';
import { distinctMetrics } from './distinct-metrics.ts';
import type { WatchedQueues } from './watched-queues.ts';

/** Reading the rows of an response to a queue observation query. */

const observationSchema = z.object({
  metric: z.string(),
  /** A routing status, or the id of a presence. */
  qualifier: z.string().nullish(),
  stats: z.object({ count: z.number().nullish(), calculatedMetricValue: z.number().nullish() }).nullish(),
});
type Observation = z.output<typeof observationSchema>;

/** One queue's users, or the interactions of one of its media. */
export const rowSchema = z.object({
  group: z.object({ queueId: id, mediaType: z.string().nullish() }),
  data: z.array(observationSchema).nullish(),
});
export type ObservationRow = z.output<typeof rowSchema>;

/** The presences by which the rows count users who are off queue. */
export function presencesIn(rows: readonly ObservationRow[]): ReadonlySet<string> {
  const observations = rows.flatMap(({ data }) => data ?? []);
  return new Set(observations.filter(isOffQueue).map(({ qualifier }) => qualifier ?? ''));
}

export interface Reading {
  readonly queues: WatchedQueues;
  readonly presences: SystemPresences;
  /** Undefined shows them all. */
  readonly media?: readonly Media[];
  /** Unix seconds. */
  readonly now: number;
  readonly rejections: RejectionCounter;
}

/** A row as facts; undefined where it tells nothing that is asked for. */
export function factsOf({ group, data }: ObservationRow, reading: Reading): QueueFacts | undefined {
  const { queues, media: chosen, rejections } = reading;
  const queue = queues.get(group.queueId);
  if (!queue) return void rejections.reject('unasked_queue');
  const { id, name, serviceLevels } = queue;
  const observations = distinctMetrics(
    data ?? [],
    ({ metric, qualifier }) => `${metric} ${qualifier ?? ''}`,
    rejections,
  );
  // Without a single figure there is no telling a queue without users or interactions from one without an response.
  if (observations.length === 0) return undefined;
  if (group.mediaType == null) return { id, name, media: 'all', ...usersOf(observations, reading) };
  const media = mediaOf(group.mediaType);
  if (!media) return void rejections.reject('unknown_media');
  if (chosen && !chosen.includes(media)) return undefined;
  return { id, name, media, ...interactionsOf(observations, reading), ...serviceLevels.get(media) };
}

const ON_QUEUE_STATUSES: readonly unknown[] = ['IDLE', 'INTERACTING', 'COMMUNICATING', 'NOT_RESPONDING'];

/**
 * Agents stand in the row of all media: they serve them all at once, and the platform does not say who serves which.
 * A status that nobody is in is left out by the platform. After-contact work is part of `INTERACTING`. Logged in are
 * all who are on queue, and of those off queue all who are not offline; members who never log in do not count.
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

/** Unix seconds. `oLongestWaiting` is an instant in milliseconds; a duration in its place would lie before any instant. */
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

/** Undefined as soon as one part is. */
function sum(parts: readonly (number | undefined)[]): number | undefined {
  return parts.reduce(
    (total, part) => (total === undefined || part === undefined ? undefined : total + part),
    0,
  );
}
