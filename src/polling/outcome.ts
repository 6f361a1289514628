import { addRejections, type Collection, type CollectorName, type CollectorState } from '../domain/index.ts';

/** State transitions of a collector after a poll. Pure. */

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
  marks?: () => readonly object[],
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
    ...(marks && { marks }),
  };
}

/** Keeps the last result until too many polls have been missed. */
export function afterFailure(
  { status, collection, marks }: CollectorState,
  error: string,
  timing: Timing,
  staleAfter: number,
): CollectorState {
  const missed = status.missed + 1;
  return {
    status: { ...status, success: false, durationSeconds: timing.durationSeconds, missed, lastError: error },
    ...(collection && missed < staleAfter && { collection }),
    ...(marks && { marks }),
  };
}

/** Counts as missed, but leaves the outcome of the last finished poll unchanged. */
export function afterSkip({ status, collection, marks }: CollectorState, staleAfter: number): CollectorState {
  const missed = status.missed + 1;
  return {
    status: { ...status, missed, skipped: status.skipped + 1 },
    ...(collection && missed < staleAfter && { collection }),
    ...(marks && { marks }),
  };
}

export interface Slot {
  /** From this poll to the next, as the request budget allows it. */
  readonly intervalSeconds: number;
  readonly slowedByBudget: boolean;
  /** Configured polls that were not made since the last slot, because the request budget does not allow them. */
  readonly skipped: number;
}

/** Polls that a stretched interval omits count as skipped and not as missed: they make nothing stale. */
export function withSlot(state: CollectorState, slot: Slot): CollectorState {
  const { status } = state;
  const { intervalSeconds, slowedByBudget } = slot;
  return {
    ...state,
    status: { ...status, intervalSeconds, slowedByBudget, skipped: status.skipped + slot.skipped },
  };
}
