import { setTimeout as delay } from 'node:timers/promises';

/** Clock used by the poll loop; injectable for tests. */
export interface Clock {
  /** Unix seconds, for timestamps only: it may jump. */
  now(): number;
  /** Monotonic seconds, for schedules and durations. */
  monotonic(): number;
  /** Rejects with the signal's reason when aborted. */
  sleep(seconds: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now() / 1000,
  monotonic: () => performance.now() / 1000,
  sleep: (seconds, signal) => delay(seconds * 1000, undefined, { signal }),
};
