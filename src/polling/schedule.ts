import type { Clock } from './clock.ts';

/** Share of the interval by which a poll may start late, so that many tenants do not ask all at once. */
const JITTER_SHARE = 0.1;

/**
 * Calls `onSlot` at once and then every `intervalSeconds` until the signal aborts. Slots lie on a fixed monotonic
 * grid, so that lateness never adds up; slots that have passed while the process was held up are not made up for.
 */
export async function everyInterval(
  intervalSeconds: number,
  onSlot: () => void,
  { clock, random, signal }: { clock: Clock; random: () => number; signal: AbortSignal },
): Promise<void> {
  const start = clock.monotonic();
  for (let slot = 1; !signal.aborted; slot++) {
    onSlot();
    slot = Math.max(slot, Math.ceil((clock.monotonic() - start) / intervalSeconds));
    const due = start + (slot + random() * JITTER_SHARE) * intervalSeconds;
    try {
      await clock.sleep(Math.max(0, due - clock.monotonic()), signal);
    } catch {
      return;
    }
  }
}
