import { defined, type Media, type QueueTotals } from '../../../../domain/index.ts';
import {
  type Accumulator,
  createAccumulator,
  type Figures,
  type IntervalReading,
} from '../../../shared/accumulator.ts';

/** Counters of what the platform counts by half hour. */

export const HALF_HOUR_SECONDS = 1800;

/** The running half hour, the one before, which is still being corrected, and one that a clock set back may return to. */
const KEPT_INTERVALS = 3;

/** After a longer silence the counters go on without what happened in between. */
const LONGEST_CATCH_UP_SECONDS = 24 * 3600;

/** One medium's figures of one half hour, in the platform's units. */
export interface HalfHourFigures {
  /** When the half hour began, Unix seconds. */
  readonly start: number;
  readonly media: Media;
  readonly figures: Figures & Readonly<Record<keyof typeof NOTHING_YET, number | undefined>>;
}

const NOTHING_YET = {
  offered: 0,
  answered: 0,
  answeredWithinThreshold: 0,
  abandoned: 0,
  shortAbandoned: 0,
  handleMilliseconds: 0,
  waitMilliseconds: 0,
} as const;

export interface HalfHourCounters {
  /** The half hours to ask about now, oldest first, Unix seconds: the running one and the one before, or all since the last response. */
  readonly due: (now: number) => readonly number[];
  /** Takes in what one queue's response tells of the half hours asked about; those it passes over had no event. */
  readonly add: (queueId: string, halfHours: readonly number[], rows: readonly HalfHourFigures[]) => void;
  /** Says that all queues were added. */
  readonly readUpTo: (halfHour: number) => void;
  /** Undefined for a queue that no response was about. */
  readonly totalsOf: (queueId: string, media: Media) => QueueTotals | undefined;
  /** Forgets the queues that are gone. */
  readonly retain: (queues: { has(queueId: string): boolean }) => void;
}

/** Each queue is counted from its own first response on, so that one that turns up later does not bring its past along. */
export function createHalfHourCounters(): HalfHourCounters {
  const accumulators = new Map<string, Accumulator>();
  let newestRead: number | undefined;
  return {
    due: (now) => {
      const running = startOfHalfHour(now);
      const oldest = Math.max(
        Math.min(running - HALF_HOUR_SECONDS, newestRead ?? running),
        running - LONGEST_CATCH_UP_SECONDS,
      );
      const count = (running - oldest) / HALF_HOUR_SECONDS + 1;
      return Array.from({ length: count }, (_, index) => oldest + index * HALF_HOUR_SECONDS);
    },
    add: (queueId, halfHours, rows) => {
      const accumulator = accumulators.get(queueId) ?? createAccumulator({ keptIntervals: KEPT_INTERVALS });
      accumulators.set(queueId, accumulator);
      accumulator.add(
        halfHours.map(
          (start): IntervalReading => ({
            start,
            rows: new Map(
              rows.filter((row) => row.start === start).map(({ media, figures }) => [media, figures]),
            ),
          }),
        ),
      );
    },
    readUpTo: (halfHour) => {
      newestRead = halfHour;
    },
    totalsOf: (queueId, media) => {
      const accumulator = accumulators.get(queueId);
      if (!accumulator) return undefined;
      // A medium that no response spoke of had no event; of one it spoke of, a figure that is missing is unknown.
      const told: Figures = accumulator.totalsOf(media) ?? NOTHING_YET;
      const { handleMilliseconds, waitMilliseconds, ...counts } = told;
      return defined({
        ...counts,
        handleSeconds: seconds(handleMilliseconds),
        waitSeconds: seconds(waitMilliseconds),
      });
    },
    retain: (queues) => {
      for (const id of accumulators.keys()) if (!queues.has(id)) accumulators.delete(id);
    },
  };
}

/** Half hours begin at the full hour of UTC and 30 minutes past it. */
function startOfHalfHour(unixSeconds: number): number {
  return Math.floor(unixSeconds / HALF_HOUR_SECONDS) * HALF_HOUR_SECONDS;
}

function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
