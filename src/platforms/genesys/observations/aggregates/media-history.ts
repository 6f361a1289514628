/** Media with contacts in the last seven days: one aggregate query when a queue is first polled, and then daily. */

import { abortable, deadlineOf, withTimeout } from '../../../../async/index.ts';
import type { Rejections } from '../../../../domain/index.ts';
import { isVendorError } from '../../../../vendor-http/index.ts';
import type { Log } from '../../../platform.ts';
import { PlatformError } from '../../../platform-error.ts';
import { inBatches } from '../../../shared/bisect-rejected-ids.ts';
import { createRejectionCounter } from '../../../shared/rows.ts';
import type { QueueMedia } from '../queue-media.ts';
import { MAX_PREDICATES } from '../queue-predicates.ts';
import type { WatchedQueues } from '../watched-queues.ts';
import { AGGREGATE_PERMISSION, type Aggregates, type QueryAggregates } from './aggregate-query.ts';
import { hadContacts } from './aggregate-rows.ts';

/** The setting `media: used` is defined by it. */
const HISTORY_SECONDS = 7 * 24 * 3600;
export const HISTORY_INTERVAL_SECONDS = 24 * 3600;

/** Contacts offered to a queue, and those handled for it without an offer, such as outbound ones. */
export const HISTORY_METRICS = ['nOffered', 'tHandle'];

/** Interval between attempts after a temporary failure. */
const RETRY_SECONDS = 60;
/** Interval between attempts after a missing permission, which an administrator has to grant. */
const RETRY_FORBIDDEN_SECONDS = 600;

/** Longest time of one attempt: 5,000 queues take 25 requests, and a slow platform some seconds for each. */
const TIMEOUT_SECONDS = 120;

/** Share of a poll's remaining time that it waits for an attempt; its own result must not come too late. */
const SHARE_OF_POLL = 0.5;
/** Longest wait of a poll without a deadline. */
const DEFAULT_WAIT_SECONDS = 5;

export interface MediaHistory {
  /**
   * Starts to read the history of queues whose history is due, and waits for part of the poll's time. What takes longer
   * continues beside the polls. A failure is logged and retried later; the poll continues.
   * @throws the signal's reason when the poll is aborted.
   */
  readonly refresh: (queues: WatchedQueues, signal: AbortSignal) => Promise<void>;
  /** Rows rejected since the last call, by reason: an attempt may end in another poll than the one that started it. */
  readonly takeRejections: () => Rejections;
  /** Ends a running attempt. */
  readonly close: () => Promise<void>;
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
  const closing = new AbortController();
  let retryAt = Number.NEGATIVE_INFINITY;
  let isFailing = false;
  let rejections = createRejectionCounter();
  /** Never rejects. */
  let attempt: Promise<void> | undefined;

  /** Reads the queues of one request. One whose history stays unknown, because it is forbidden, is read again later. */
  async function read(queues: WatchedQueues, signal: AbortSignal): Promise<void> {
    const to = now();
    const context = { collector: 'aggregates', signal } as const;
    const { rows, allowed } = await queryAggregates(
      { queues, context, rejections },
      { from: to - HISTORY_SECONDS, to },
      HISTORY_METRICS,
      'media_history',
    ).catch(nothingWhereAllForbidden);
    for (const row of rows) if (hadContacts(row)) queueMedia.note(row.queueId, row.media, true);
    for (const id of queues.keys()) {
      if (allowed.has(id)) queueMedia.noteHistory(id);
      dueAt.set(id, monotonic() + (allowed.has(id) ? HISTORY_INTERVAL_SECONDS : RETRY_FORBIDDEN_SECONDS));
    }
  }

  async function readAll(due: WatchedQueues[]): Promise<void> {
    try {
      await withTimeout(TIMEOUT_SECONDS, closing.signal, async (signal) => {
        for (const queues of due) await read(queues, signal);
      });
      if (isFailing) log.info({}, 'Recovered reading the media used in the last seven days');
      isFailing = false;
    } catch (error) {
      if (closing.signal.aborted) return;
      retryAt = monotonic() + (isForbidden(error) ? RETRY_FORBIDDEN_SECONDS : RETRY_SECONDS);
      if (!isFailing) log.warn({ error }, `${FAILURE}: ${adviceFor(error)}`);
      isFailing = true;
    }
  }

  function start(queues: WatchedQueues): void {
    for (const id of dueAt.keys()) if (!queues.has(id)) dueAt.delete(id);
    if (attempt || queueMedia.setting !== 'used' || monotonic() < retryAt) return;
    const due = [...queues].filter(([id]) => (dueAt.get(id) ?? Number.NEGATIVE_INFINITY) <= monotonic());
    if (due.length === 0) return;
    attempt = readAll(inBatches(due, MAX_PREDICATES).map((batch) => new Map(batch))).finally(() => {
      attempt = undefined;
    });
  }

  return {
    refresh: async (queues, signal) => {
      start(queues);
      const running = attempt;
      if (!running) return;
      try {
        await withTimeout(waitSeconds(signal), signal, (limited) => abortable(running, limited));
      } catch {
        signal.throwIfAborted();
      }
    },
    takeRejections: () => {
      const counts = rejections.counts();
      rejections = createRejectionCounter();
      return counts;
    },
    close: async () => {
      closing.abort(new DOMException('Polling stopped', 'AbortError'));
      await attempt;
    },
  };
}

const FAILURE =
  'Failed to read the media used in the last seven days; retrying, and showing every medium of the queues not read yet';

function adviceFor(error: unknown): string {
  return isForbidden(error) ? `grant ${AGGREGATE_PERMISSION}, or set media` : 'see the error';
}

function waitSeconds(signal: AbortSignal): number {
  const deadline = deadlineOf(signal);
  if (deadline === undefined) return DEFAULT_WAIT_SECONDS;
  return (SHARE_OF_POLL * Math.max(0, deadline - performance.now())) / 1000;
}

/** A batch whose queues are all forbidden does not keep the others from being read. */
function nothingWhereAllForbidden(error: unknown): Aggregates {
  if (error instanceof PlatformError && error.code === 'queues_forbidden')
    return { rows: [], allowed: new Set() };
  throw error;
}

function isForbidden(error: unknown): boolean {
  return isVendorError(error) && error.status === 403;
}
