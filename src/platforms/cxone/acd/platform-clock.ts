import type { Log } from '../../platform.ts';

/** The platform's clock beside ours: instants and days that it tells are its own. */
export interface PlatformClock {
  /** Unix seconds as the platform counts them. */
  readonly now: () => number;
  /** Seconds by which the platform's clock is ahead of ours; 0 while they agree. */
  readonly aheadSeconds: () => number;
  /** Takes in what the platform said its time was, between two instants of ours. All Unix seconds. */
  readonly compare: (theirs: number, askedAt: number, answeredAt: number) => void;
}

/** The platform may tell its time in whole seconds, and clocks that are kept agree more closely than this. */
const TOLERANCE_SECONDS = 2;

/** `now` is our clock, Unix seconds. */
export function createPlatformClock(now: () => number, log: Log): PlatformClock {
  let ahead = 0;
  return {
    now: () => now() + ahead,
    aheadSeconds: () => ahead,
    compare: (theirs, askedAt, answeredAt) => {
      const uncertainty = TOLERANCE_SECONDS + Math.abs(answeredAt - askedAt) / 2;
      const difference = theirs - (askedAt + answeredAt) / 2;
      // Whole seconds, so that the noise of the measurement does not move every instant at every poll.
      const measured = Math.abs(difference) <= uncertainty ? 0 : Math.round(difference);
      if (measured !== 0 && ahead === 0) {
        log.warn(
          { seconds_ahead: measured },
          "The platform's clock and this machine's differ; check this one",
        );
      }
      ahead = measured;
    },
  };
}
