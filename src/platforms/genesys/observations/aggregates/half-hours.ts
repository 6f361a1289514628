/** Counters derived from the counts per half hour. */

import { z } from 'zod';
import { defined, type Media, type QueueFacts, type QueueTotals } from '../../../../domain/index.ts';
import {
  type Accumulator,
  createAccumulator,
  type Figures,
  type IntervalReading,
  markSchema,
  readingsFrom,
} from '../../../shared/accumulator.ts';

export const HALF_HOUR_SECONDS = 1800;

/** Half hours with events: current one, previous one (still corrected), and one for a clock that is set back. */
const KEPT_INTERVALS = 3;

/** The half hours that the next reading covers. */
const MARKED_INTERVALS = 2;
const queueMarks = z.array(markSchema.extend({ queueId: z.string() }));

/** After a longer gap, its events are not counted. */
const LONGEST_CATCH_UP_SECONDS = 24 * 3600;

/** Figures of one medium in one half hour, in the platform's units. */
export interface HalfHourFigures {
  /** Start of the half hour, Unix seconds. */
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
  /** Half hours to read, oldest first, Unix seconds: the current and the previous one, or all since the last reading. */
  readonly due: (now: number) => readonly number[];
  /** Adds one queue's rows for the half hours read; half hours without a row had no event. */
  readonly add: (queueId: string, halfHours: readonly number[], rows: readonly HalfHourFigures[]) => void;
  /** Marks the half hour as read for all queues. */
  readonly readUpTo: (halfHour: number) => void;
  /**
   * Totals to publish; undefined for a queue that was never read. The first ones of a medium are 0, whatever was counted
   * before: a series that begins above 0 hides its first contacts from `rate()`. They follow with the next call.
   */
  readonly publish: (queueId: string, media: Media) => QueueTotals | undefined;
  /** What another process needs to continue the totals: JSON. */
  readonly marks: () => readonly object[];
  /** Continues from the marks of another process, and the queues that it has shown. @throws ZodError for other marks. */
  readonly resume: (marks: unknown, shown: readonly QueueFacts[]) => void;
  /** Forgets all other queues. */
  readonly retain: (queues: { has(queueId: string): boolean }) => void;
}

interface CountedQueue {
  readonly accumulator: Accumulator;
  /** Media whose totals have been published. */
  readonly published: Set<Media>;
}

/** Each queue starts at its own first reading, so that a new queue does not add its past. */
export function createHalfHourCounters(): HalfHourCounters {
  const queues = new Map<string, CountedQueue>();
  let newestRead: number | undefined;
  /** The newest half hour that had events. */
  let newestCounted: number | undefined;
  const noteCounted = (start: number) => {
    newestCounted = Math.max(newestCounted ?? start, start);
  };
  return {
    due: (now) => {
      const running = startOfHalfHour(now);
      // A clock that was ahead and is set back has read half hours of the future, and not those that have passed since.
      const readUpTo = newestRead !== undefined && newestRead > running ? newestCounted : newestRead;
      const oldest = Math.max(
        Math.min(running - HALF_HOUR_SECONDS, readUpTo ?? running),
        running - LONGEST_CATCH_UP_SECONDS,
      );
      const count = (running - oldest) / HALF_HOUR_SECONDS + 1;
      return Array.from({ length: count }, (_, index) => oldest + index * HALF_HOUR_SECONDS);
    },
    add: (queueId, halfHours, rows) => {
      const queue = queues.get(queueId) ?? newQueue();
      queues.set(queueId, queue);
      for (const { start } of rows) noteCounted(start);
      queue.accumulator.add(
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
    publish: (queueId, media) => {
      const queue = queues.get(queueId);
      if (!queue) return undefined;
      // A medium without any row had no event; of a medium with rows, a missing figure is unknown.
      const totals: Figures = queue.accumulator.totalsOf(media) ?? NOTHING_YET;
      const published = queue.published.has(media) ? totals : zeros(totals);
      queue.published.add(media);
      const { handleMilliseconds, waitMilliseconds, ...counts } = published;
      return defined({
        ...counts,
        handleSeconds: seconds(handleMilliseconds),
        waitSeconds: seconds(waitMilliseconds),
      });
    },
    marks: () =>
      [...queues].flatMap(([queueId, { accumulator }]) =>
        accumulator.marks(MARKED_INTERVALS).map((mark) => ({ queueId, ...mark })),
      ),
    resume: (marks, shown) => {
      const rows = queueMarks.parse(marks);
      for (const [queueId, some] of Map.groupBy(rows, (row) => row.queueId)) {
        const queue = newQueue();
        queue.accumulator.add(readingsFrom(some));
        queues.set(queueId, queue);
      }
      // Their series have begun: a 0 would delay what happened since by one poll, or lose it to a third process.
      for (const { id, media, totals } of shown) if (totals) queues.get(id)?.published.add(media);
      if (rows.length > 0) newestRead = Math.max(...rows.map(({ start }) => start));
      for (const { start, key } of rows) if (key !== undefined) noteCounted(start);
    },
    retain: (existing) => {
      for (const id of queues.keys()) if (!existing.has(id)) queues.delete(id);
    },
  };
}

function newQueue(): CountedQueue {
  return { accumulator: createAccumulator({ keptIntervals: KEPT_INTERVALS }), published: new Set() };
}

function zeros(figures: Figures): Figures {
  return Object.fromEntries(Object.keys(figures).map((name) => [name, 0]));
}

/** Half hours start at minute 0 and 30, UTC. */
function startOfHalfHour(unixSeconds: number): number {
  return Math.floor(unixSeconds / HALF_HOUR_SECONDS) * HALF_HOUR_SECONDS;
}

function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
