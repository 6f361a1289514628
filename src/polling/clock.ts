import { setTimeout as delay } from 'node:timers/promises';

/** Time as the poll loop sees it, so that tests can hold the hands. */
export interface Clock {
  /** Unix seconds: for timestamps alone, as it may jump. */
  now(): number;
  /** Seconds that never run backwards: for schedules and durations. */
  monotonic(): number;
  /** Rejects with the signal's reason when aborted. */
  sleep(seconds: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now() / 1000,
  monotonic: () => performance.now() / 1000,
  sleep: (seconds, signal) => delay(seconds * 1000, undefined, { signal }),
};
