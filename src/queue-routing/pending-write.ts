import { defined, type QueueRouting, type RoutingSettings } from '../domain/index.ts';
import { differences } from './difference.ts';
import type { ReadingOptions, VisibilityChecks } from './propagation.ts';

/** A write of which nobody knows whether it happened: its program died, or never heard of it again. */
export interface PendingWrite {
  readonly id: string;
  /** When the write was about to be sent, Unix seconds. */
  readonly at: number;
  readonly tenant: string;
  readonly queueId: string;
  readonly queue: string;
  /** What the write was to replace; absent where there are no versions. */
  readonly version?: number;
  readonly before: RoutingSettings;
  readonly after: RoutingSettings;
}

/**
 * `applied`: the platform has what was to be written. `not_applied`: it still has what was to be replaced.
 * `superseded`: it has something else again, so that it no longer matters whether the write happened.
 * `gone`: there is no such queue any more.
 */
export type Resolution = 'applied' | 'not_applied' | 'superseded' | 'gone';

export interface Resolved {
  readonly resolution: Resolution;
  /** The version that the platform has now. */
  readonly version?: number;
}

export interface ResolveOptions extends ReadingOptions {
  /** Unix seconds. */
  readonly now: () => number;
}

/**
 * Finds out by the platform's state what became of a write. As long as the write may still show itself, an old version
 * proves nothing and is read again.
 * @throws what reading fails with.
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
  // A newer version with the values from before has seen others in between.
  const isAsBefore = version === undefined && differences(seen.settings, sideOf('before')).length === 0;
  return isAsBefore ? 'not_applied' : 'superseded';
}
