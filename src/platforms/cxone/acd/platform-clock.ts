import type { Log } from '../../platform.ts';

/** Clock of the platform, which its instants and days refer to. */
export interface PlatformClock {
  /** Unix seconds by the platform's clock. */
  readonly now: () => number;
  /** Lead of the platform's clock over the exporter's, in seconds; 0 while they agree. */
  readonly aheadSeconds: () => number;
  /** Compares the platform's time with the exporter's times of request and response. All Unix seconds. */
  readonly compare: (platformTime: number, requestedAt: number, respondedAt: number) => void;
}

/** The platform may report whole seconds; synchronised clocks agree more closely than this. */
const TOLERANCE_SECONDS = 2;

/** @param now clock of the exporter, Unix seconds. */
export function createPlatformClock(now: () => number, log: Log): PlatformClock {
  let ahead = 0;
  return {
    now: () => now() + ahead,
    aheadSeconds: () => ahead,
    compare: (platformTime, requestedAt, respondedAt) => {
      const uncertainty = TOLERANCE_SECONDS + Math.abs(respondedAt - requestedAt) / 2;
      const difference = platformTime - (requestedAt + respondedAt) / 2;
      // Whole seconds, so that the noise of the measurement does not move every instant at every poll.
      const measured = Math.abs(difference) <= uncertainty ? 0 : Math.round(difference);
      if (measured !== 0 && ahead === 0) {
        log.warn(
          { seconds_ahead: measured },
          'Clock differs from the platform; check the clock of this host',
        );
      }
      ahead = measured;
    },
  };
}
