import { addRejections, type Collection, type CollectorName, type CollectorState } from '../domain/index.ts';

/** How a collector's state follows from what became of a poll. Pure. */

export function beforeFirstPoll(name: CollectorName, intervalSeconds: number): CollectorState {
  return { status: { name, intervalSeconds, missed: 0, skipped: 0, rejected: {} } };
}

export interface Timing {
  /** When the poll ended, Unix seconds. */
  readonly at: number;
  readonly durationSeconds: number;
}

export function afterSuccess(
  { status }: CollectorState,
  collection: Collection,
  timing: Timing,
): CollectorState {
  return {
    status: {
      ...status,
      success: true,
      lastSuccessAt: timing.at,
      durationSeconds: timing.durationSeconds,
      missed: 0,
      rejected: addRejections(status.rejected, collection.rejected ?? {}),
      lastError: undefined,
    },
    collection,
  };
}

/** A failed poll keeps what the last good one told, until too many have been missed. */
export function afterFailure(
  { status, collection }: CollectorState,
  error: string,
  timing: Timing,
  staleAfter: number,
): CollectorState {
  const missed = status.missed + 1;
  return {
    status: { ...status, success: false, durationSeconds: timing.durationSeconds, missed, lastError: error },
    collection: missed < staleAfter ? collection : undefined,
  };
}

/** A skipped poll is a missed one, but says nothing of how the last one went. */
export function afterSkip({ status, collection }: CollectorState, staleAfter: number): CollectorState {
  const missed = status.missed + 1;
  return {
    status: { ...status, missed, skipped: status.skipped + 1 },
    collection: missed < staleAfter ? collection : undefined,
  };
}

export interface Slot {
  /** From this poll to the next, as the request budget allows it. */
  readonly intervalSeconds: number;
  readonly slowedByBudget: boolean;
  /** Configured polls that were not made since the last slot, because the request budget does not allow them. */
  readonly skipped: number;
}

/** What the request budget makes rarer is counted as skipped, and is not missed: nothing gets stale by it. */
export function withSlot({ status, collection }: CollectorState, slot: Slot): CollectorState {
  const { intervalSeconds, slowedByBudget } = slot;
  return {
    status: { ...status, intervalSeconds, slowedByBudget, skipped: status.skipped + slot.skipped },
    collection,
  };
}
