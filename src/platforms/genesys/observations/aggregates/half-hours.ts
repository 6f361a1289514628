/** Counters derived from the counts per half hour. */

import { z } from 'zod';
import { defined, type Media, type QueueFacts, type QueueTotals } from '../../../../domain/index.ts';
import {
  type Accumulator,
  createAccumulator,
  type Figures,
  type IntervalReading,
  type Mark,
  markSchema,
  readingsFrom,
} from '../../../shared/accumulator.ts';

export const HALF_HOUR_SECONDS = 1800;

/** Half hours with events: current one, previous one (still corrected), and one for a clock that is set back. */
const KEPT_INTERVALS = 3;

/** The half hours that the next reading covers. */
const MARKED_INTERVALS = 2;
const queueMarks = z.array(
  markSchema.extend({
    queueId: z.string(),
    /** Counted before the series began at 0, and not published yet. */
    owed: z.record(z.string(), z.number()).optional(),
  }),
);

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
  /** Those of which only the first totals, 0, have been published. */
  readonly begun: Set<Media>;
  /** Counted by another process, which published only the first totals of the medium. */
  readonly owed: Map<string, Figures>;
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
      const totals = totalsOf(queue, media) ?? NOTHING_YET;
      const isFirst = !queue.published.has(media);
      const published = isFirst ? zeros(totals) : totals;
      queue.published.add(media);
      if (isFirst) queue.begun.add(media);
      else queue.begun.delete(media);
      const { handleMilliseconds, waitMilliseconds, ...counts } = published;
      return defined({
        ...counts,
        handleSeconds: seconds(handleMilliseconds),
        waitSeconds: seconds(waitMilliseconds),
      });
    },
    marks: () =>
      [...queues].flatMap(([queueId, queue]) => {
        const marks = queue.accumulator.marks(MARKED_INTERVALS);
        const owed = [...queue.begun].flatMap((media) => owedMark(marks, media, totalsOf(queue, media)));
        return [...marks, ...owed].map((mark) => ({ queueId, ...mark }));
      }),
    resume: (marks, shown) => {
      const rows = queueMarks.parse(marks);
      for (const [queueId, some] of Map.groupBy(rows, (row) => row.queueId)) {
        const queue = newQueue();
        queue.accumulator.add(readingsFrom(some));
        for (const { key, owed } of some) if (key !== undefined && owed) queue.owed.set(key, owed);
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
  return {
    accumulator: createAccumulator({ keptIntervals: KEPT_INTERVALS }),
    published: new Set(),
    begun: new Set(),
    owed: new Map(),
  };
}

function totalsOf({ accumulator, owed }: CountedQueue, media: Media): Figures | undefined {
  const totals: Figures | undefined = accumulator.totalsOf(media);
  const before = owed.get(media);
  if (!before) return totals;
  return { ...before, ...mapFigures(totals ?? {}, (value, name) => value + (before[name] ?? 0)) };
}

function mapFigures(figures: Figures, change: (value: number, name: string) => number): Figures {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, value === undefined ? value : change(value, name)]),
  );
}

/** A mark of the same highest values once more: the newest of the medium, with what has not been published. */
function owedMark(marks: readonly Mark[], media: Media, owed: Figures | undefined) {
  const newest = marks.find(({ key }) => key === media);
  return newest && owed ? [{ ...newest, owed }] : [];
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
