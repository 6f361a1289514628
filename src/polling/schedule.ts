import type { Clock } from './clock.ts';

/** Share of the interval by which a poll may start late, so that many tenants do not poll at the same moment. */
const JITTER_SHARE = 0.1;

/**
 * Calls `onSlot` at `startAt` (monotonic seconds, by default at once) and then at every interval, which may change from one slot to the next, until the signal aborts.
 * Slots lie on a monotonic grid, so that delays do not add up; slots missed while the process was blocked are dropped.
 */
export async function everyInterval(
  intervalSeconds: () => number,
  onSlot: () => void,
  {
    clock,
    random,
    signal,
    startAt = clock.monotonic(),
  }: { clock: Clock; random: () => number; signal: AbortSignal; startAt?: number },
): Promise<void> {
  let due = startAt;
  try {
    if (due > clock.monotonic()) await clock.sleep(due - clock.monotonic(), signal);
  } catch {
    return;
  }
  while (!signal.aborted) {
    onSlot();
    const interval = intervalSeconds();
    due += interval * Math.max(1, Math.ceil((clock.monotonic() - due) / interval));
    const start = due + random() * JITTER_SHARE * interval;
    try {
      await clock.sleep(Math.max(0, start - clock.monotonic()), signal);
    } catch {
      return;
    }
  }
}
