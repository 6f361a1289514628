import type { Log } from '../../platform.ts';

/** Clock of the platform, which its instants and days refer to. */
export interface PlatformClock {
  /** Unix seconds by the platform's clock. */
  readonly now: () => number;
  /** Lead of the platform's clock over the exporter's, in seconds; 0 while they agree. */
  readonly aheadSeconds: () => number;
  /** Whether the exporter's clock was set since the last comparison, so that its lead is unknown. */
  readonly isDoubtful: () => boolean;
  /** Compares the platform's time with the exporter's times of request and response. All Unix seconds. */
  readonly compare: (platformTime: number, requestedAt: number, respondedAt: number) => void;
}

/** The platform may report whole seconds; synchronised clocks agree more closely than this. */
const TOLERANCE_SECONDS = 2;

export interface PlatformClockOptions {
  /** Clock of the exporter, Unix seconds. */
  readonly now: () => number;
  /** Seconds that pass, whatever the clock is set to. */
  readonly monotonic: () => number;
  readonly log: Log;
}

export function createPlatformClock({ now, monotonic, log }: PlatformClockOptions): PlatformClock {
  let ahead = 0;
  /** Difference between the two clocks of the exporter, at the last comparison. */
  let difference: number | undefined;
  return {
    now: () => now() + ahead,
    aheadSeconds: () => ahead,
    isDoubtful: () =>
      difference !== undefined && Math.abs(now() - monotonic() - difference) > TOLERANCE_SECONDS,
    compare: (platformTime, requestedAt, respondedAt) => {
      difference = now() - monotonic();
      const uncertainty = TOLERANCE_SECONDS + Math.abs(respondedAt - requestedAt) / 2;
      const lead = platformTime - (requestedAt + respondedAt) / 2;
      // Whole seconds, so that the noise of the measurement does not move every instant at every poll.
      const measured = Math.abs(lead) <= uncertainty ? 0 : Math.round(lead);
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
