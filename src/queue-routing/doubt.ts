import type { QueueRouting, RoutingSettings } from '../domain/index.ts';
import { differences } from './difference.ts';
import type { Propagation, ReadingOptions } from './propagation.ts';

/** A write of which nobody knows whether it happened: its program died, or never heard of it again. */
export interface Doubt {
  readonly id: string;
  /** When the write was about to be sent, Unix seconds. */
  readonly at: number;
  readonly tenant: string;
  readonly queueId: string;
  readonly queue: string;
  /** What the write was to replace. */
  readonly version: number;
  readonly before: RoutingSettings;
  readonly after: RoutingSettings;
}

/**
 * `applied`: the platform has what was to be written. `not_applied`: it still has the version that was to be replaced.
 * `superseded`: it has another version with other settings, so that it no longer matters whether the write happened.
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
export async function resolveDoubt(doubt: Doubt, options: ResolveOptions): Promise<Resolved> {
  const { reader, propagation, wait, context, now } = options;
  const settledAt = doubt.at + windowSeconds(propagation);
  for (;;) {
    const wasSettled = now() >= settledAt;
    const seen = await reader.read(doubt.queueId, context());
    const resolution = resolutionOf(doubt, seen);
    if (resolution !== 'not_applied' || wasSettled) return { resolution, version: seen?.version };
    await wait(Math.min(propagation.intervalSeconds, Math.max(0, settledAt - now())));
  }
}

function windowSeconds({ intervalSeconds, attempts }: Propagation): number {
  return intervalSeconds * attempts;
}

function resolutionOf({ version, before, after }: Doubt, seen: QueueRouting | undefined): Resolution {
  if (!seen) return 'gone';
  if (seen.version <= version) return 'not_applied';
  const written = Object.fromEntries(differences(before, after).map((each) => [each.field, each.after]));
  return differences(seen.settings, written).length === 0 ? 'applied' : 'superseded';
}
