import type { Clock } from '../../src/polling/clock.ts';

export interface ManualClock extends Clock {
  /** Moves time on, waking sleepers in their order, and lets everything that follows settle. */
  advance(seconds: number): Promise<void>;
  /** Moves time on while nobody runs, as when the process is held up. */
  jump(seconds: number): void;
  /** How many sleep. */
  sleepers(): number;
}

const START = 1_700_000_000;

export function createManualClock(): ManualClock {
  let elapsed = 0;
  const sleeping = new Set<{ due: number; wake: () => void }>();

  async function wakeUntil(end: number): Promise<void> {
    for (;;) {
      await settle();
      const next = [...sleeping].sort((a, b) => a.due - b.due)[0];
      if (!next || next.due > end) return;
      elapsed = Math.max(elapsed, next.due);
      sleeping.delete(next);
      next.wake();
    }
  }

  return {
    now: () => START + elapsed,
    monotonic: () => elapsed,
    sleep: (seconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const sleeper = { due: elapsed + seconds, wake: resolve };
        sleeping.add(sleeper);
        signal.addEventListener('abort', () => {
          sleeping.delete(sleeper);
          reject(signal.reason);
        });
      }),
    advance: async (seconds) => {
      const end = elapsed + seconds;
      await wakeUntil(end);
      elapsed = Math.max(elapsed, end);
      await settle();
    },
    jump: (seconds) => {
      elapsed += seconds;
    },
    sleepers: () => sleeping.size,
  };
}

/** Lets all promise callbacks that are due run. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
