/** Media with contacts in the last seven days: one aggregate query when a queue is first polled, and then daily. */

import { deadlineOf, isTimeout, withTimeout } from '../../../../async/index.ts';
import { isVendorError } from '../../../../vendor-http/index.ts';
import type { Log } from '../../../platform.ts';
import { PlatformError } from '../../../platform-error.ts';
import { inBatches } from '../../../shared/bisect-rejected-ids.ts';
import type { QueueMedia } from '../queue-media.ts';
import { MAX_PREDICATES } from '../queue-predicates.ts';
import type { WatchedQueues } from '../watched-queues.ts';
import { AGGREGATE_PERMISSION, type PollContext, type QueryAggregates } from './aggregate-query.ts';
import { hadContacts } from './aggregate-rows.ts';

const HISTORY_SECONDS = 7 * 24 * 3600;
export const HISTORY_INTERVAL_SECONDS = 24 * 3600;

/** Contacts offered to a queue, and those handled for it without an offer, such as outbound ones. */
export const HISTORY_METRICS = ['nOffered', 'tHandle'];

/** Interval between attempts after a temporary failure. */
const RETRY_SECONDS = 60;
/** Interval between attempts after a missing permission, which an administrator has to grant. */
const RETRY_FORBIDDEN_SECONDS = 600;

/** Share of a poll's remaining time that the history may take: the poll itself must end in time. */
const SHARE_OF_POLL = 0.5;
/** Time for the history where the poll has no deadline. */
const DEFAULT_SECONDS = 10;

export interface MediaHistory {
  /**
   * Notes the media of queues whose history is due. A failure is logged and retried later; the poll continues. Queues
   * that the poll's time did not suffice for are queried at the next poll.
   * @throws the signal's reason when the poll itself is aborted.
   */
  readonly refresh: (poll: PollContext) => Promise<void>;
}

export interface MediaHistoryOptions {
  readonly queryAggregates: QueryAggregates;
  readonly queueMedia: QueueMedia;
  readonly log: Log;
  /** Unix seconds. */
  readonly now: () => number;
  /** Monotonic clock, in seconds. */
  readonly monotonic: () => number;
}

export function createMediaHistory(options: MediaHistoryOptions): MediaHistory {
  const { queryAggregates, queueMedia, log, now, monotonic } = options;
  /** By queue and monotonic clock. */
  const dueAt = new Map<string, number>();
  let retryAt = Number.NEGATIVE_INFINITY;
  let isFailing = false;

  /** Queues of one request. */
  async function query(queues: WatchedQueues, poll: PollContext): Promise<void> {
    const to = now();
    const span = { from: to - HISTORY_SECONDS, to };
    const { rows, allowed } = await queryAggregates(
      { ...poll, queues },
      span,
      HISTORY_METRICS,
      'media_history',
    );
    for (const row of rows) if (hadContacts(row)) queueMedia.note(row.queueId, row.media, true);
    for (const id of queues.keys()) {
      if (allowed.has(id)) queueMedia.noteHistory(id);
      dueAt.set(id, monotonic() + (allowed.has(id) ? HISTORY_INTERVAL_SECONDS : RETRY_FORBIDDEN_SECONDS));
    }
  }

  /** A batch whose queues are all forbidden does not keep the others from being read. */
  async function queryAllowed(queues: WatchedQueues, poll: PollContext): Promise<void> {
    try {
      await query(queues, poll);
    } catch (error) {
      if (!(error instanceof PlatformError && error.code === 'queues_forbidden')) throw error;
      for (const id of queues.keys()) dueAt.set(id, monotonic() + RETRY_FORBIDDEN_SECONDS);
    }
  }

  function failed(error: unknown, queues: number): void {
    retryAt = monotonic() + (isForbidden(error) ? RETRY_FORBIDDEN_SECONDS : RETRY_SECONDS);
    if (isFailing) return;
    isFailing = true;
    log.warn(
      { error, queues },
      `Failed to read the media used in the last seven days; retrying, and showing every medium of the queues not read yet: ${isForbidden(error) ? `grant ${AGGREGATE_PERMISSION}, or set media` : 'see the error'}`,
    );
  }

  return {
    refresh: async (poll) => {
      for (const id of dueAt.keys()) if (!poll.queues.has(id)) dueAt.delete(id);
      if (queueMedia.setting !== 'used' || monotonic() < retryAt) return;
      const due = [...poll.queues.values()].filter(
        ({ id }) => (dueAt.get(id) ?? Number.NEGATIVE_INFINITY) <= monotonic(),
      );
      if (due.length === 0) return;
      // Another collector's poll does not query the same queues meanwhile.
      retryAt = monotonic() + RETRY_SECONDS;
      const { signal } = poll.context;
      let read = 0;
      try {
        await withTimeout(secondsFor(signal), signal, async (limited) => {
          for (const batch of inBatches(due, MAX_PREDICATES)) {
            const queues = new Map(batch.map((queue) => [queue.id, queue]));
            await queryAllowed(queues, { ...poll, context: { ...poll.context, signal: limited } });
            read += queues.size;
          }
        });
        retryAt = Number.NEGATIVE_INFINITY;
        if (isFailing) log.info({}, 'Recovered reading the media used in the last seven days');
        isFailing = false;
      } catch (error) {
        signal.throwIfAborted();
        if (read > 0 && isOutOfTime(error)) retryAt = Number.NEGATIVE_INFINITY;
        else failed(error, due.length - read);
      }
    },
  };
}

function secondsFor(signal: AbortSignal): number {
  const deadline = deadlineOf(signal);
  if (deadline === undefined) return DEFAULT_SECONDS;
  return (SHARE_OF_POLL * Math.max(0, deadline - performance.now())) / 1000;
}

function isForbidden(error: unknown): boolean {
  return isVendorError(error) && error.status === 403;
}

function isOutOfTime(error: unknown): boolean {
  return isTimeout(error) || (isVendorError(error) && error.code === 'timeout');
}
