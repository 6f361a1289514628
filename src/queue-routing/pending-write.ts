import { defined, type QueueRouting, type RoutingSettings } from '../domain/index.ts';
import { differences } from './difference.ts';
import type { ReadingOptions, VisibilityChecks } from './propagation.ts';

/** Write with an unknown outcome: the process ended, or the response was lost. */
export interface PendingWrite {
  readonly id: string;
  /** Time immediately before the write was sent, Unix seconds. */
  readonly at: number;
  readonly tenant: string;
  readonly queueId: string;
  readonly queue: string;
  /** Version that the write replaces; absent where the platform has no versions. */
  readonly version?: number;
  readonly before: RoutingSettings;
  readonly after: RoutingSettings;
}

/**
 * `applied`: the platform has the new settings. `not_applied`: it still has the previous ones.
 * `superseded`: it has other settings, so the outcome of the write no longer matters.
 * `gone`: the queue no longer exists.
 */
export type Resolution = 'applied' | 'not_applied' | 'superseded' | 'gone';

export interface Resolved {
  readonly resolution: Resolution;
  /** Current version of the platform. */
  readonly version?: number;
}

export interface ResolveOptions extends ReadingOptions {
  /** Unix seconds. */
  readonly now: () => number;
}

/**
 * Derives the outcome of a write from the platform's state. While the write may still become visible, an old version
 * proves nothing, and the queue is read again.
 * @throws the errors of the reader.
 */
export async function resolvePendingWrite(pending: PendingWrite, options: ResolveOptions): Promise<Resolved> {
  const { reader, propagation, wait, context, now } = options;
  const settledAt = pending.at + windowSeconds(propagation);
  for (;;) {
    const wasSettled = now() >= settledAt;
    const seen = await reader.read(pending.queueId, context());
    const resolution = resolutionOf(pending, seen);
    if (resolution !== 'not_applied' || wasSettled) return defined({ resolution, version: seen?.version });
    await wait(Math.min(propagation.intervalSeconds, Math.max(0, settledAt - now())));
  }
}

function windowSeconds({ intervalSeconds, attempts }: VisibilityChecks): number {
  return intervalSeconds * attempts;
}

function resolutionOf({ version, before, after }: PendingWrite, seen: QueueRouting | undefined): Resolution {
  if (!seen) return 'gone';
  if (version !== undefined && seen.version !== undefined && seen.version <= version) return 'not_applied';
  const changed = differences(before, after);
  const sideOf = (side: 'before' | 'after') =>
    Object.fromEntries(changed.map((each) => [each.field, each[side]]));
  if (differences(seen.settings, sideOf('after')).length === 0) return 'applied';
  // A newer version with the previous values was written by someone else.
  const isAsBefore = version === undefined && differences(seen.settings, sideOf('before')).length === 0;
  return isAsBefore ? 'not_applied' : 'superseded';
}
