/**
 * Changes in an audit log, each exactly once: across repeated readings, pages, and failed readings in between. The
 * changes of the first reading precede the exporter's start: they are listed as recent, but neither counted nor logged.
 */

import type { ConfigChange, QueueFacts } from '../../domain/index.ts';
import type { Log } from '../platform.ts';

/** A change before the name of its queue is known. */
export type AuditEntry = Omit<ConfigChange, 'queue'>;

/** One complete reading of the log. */
export interface AuditReading {
  /** Start of the reading, Unix seconds; never moves back unless the clock is set back. */
  readonly from: number;
  readonly entries: readonly AuditEntry[];
}

/** History listed at the start of the exporter: one day, as dashboards show. */
const FIRST_READING_SECONDS = 86_400;
/** Entries may appear late: each reading overlaps the previous one by this much. */
const OVERLAP_SECONDS = 3_600;

/** Start of the reading after one that ended at `readUpTo`; all in Unix seconds. */
export function readingStart(now: number, readUpTo: number | undefined): number {
  // After the clock was set back, the last reading ends in the future.
  return readUpTo === undefined ? now - FIRST_READING_SECONDS : Math.min(readUpTo, now) - OVERLAP_SECONDS;
}

/** Names of the watched queues by id. */
export type QueueNames = ReadonlyMap<string, string>;

export interface ChangeLog {
  readonly add: (reading: AuditReading, names: QueueNames) => void;
  /** Continues from the changes that another process has read: they are neither counted nor logged. */
  readonly resume: (changes: readonly ConfigChange[]) => void;
  /** Number of changes of each queue, by action. */
  readonly factsOf: (names: QueueNames) => readonly QueueFacts[];
  /** Newest first. */
  readonly recent: (names: QueueNames) => readonly ConfigChange[];
}

/** The most frequent change; every queue has its counter from the start. */
const NONE_YET: Readonly<Record<string, number>> = { update: 0 };
/** Bounds the memory: some hundred bytes each. */
const MAX_RECENT = 1_000;
/** Clock difference that neither loses a change nor counts it twice. */
const CLOCK_SLACK_SECONDS = 3_600;

export function createChangeLog(log: Log): ChangeLog {
  /** Known changes that a later reading may contain again. */
  let seen: ReadonlyMap<string, AuditEntry> | undefined;
  let recent: readonly AuditEntry[] = [];
  const counts = new Map<string, Readonly<Record<string, number>>>();

  const count = ({ queueId, action }: AuditEntry) => {
    const known = counts.get(queueId) ?? NONE_YET;
    const before = Object.hasOwn(known, action) ? (known[action] ?? 0) : 0;
    counts.set(queueId, { ...known, [action]: before + 1 });
  };

  return {
    add: ({ from, entries }, names) => {
      const remembered = ({ at }: AuditEntry) => at >= from - CLOCK_SLACK_SECONDS;
      const known = seen;
      const shown = new Set(recent.map(({ id }) => id));
      const read = new Map(entries.filter(remembered).map((entry) => [entry.id, withoutIds(entry)]));
      const news = [...read.values()]
        .filter(({ id }) => !known?.has(id) && !shown.has(id))
        .toSorted((a, b) => a.at - b.at);
      if (known) {
        news.forEach(count);
        for (const entry of news) report(entry, names, log);
      }
      recent = [...recent, ...news].toSorted((a, b) => b.at - a.at).slice(0, MAX_RECENT);
      seen = new Map([...(known ?? []), ...read].filter(([, entry]) => remembered(entry)));
    },
    resume: (changes) => {
      recent = changes.map(({ queue: _, ...entry }) => entry);
      seen = new Map(recent.map((entry) => [entry.id, entry]));
    },
    factsOf: (names) =>
      [...names].map(([id, name]) => ({
        id,
        name,
        media: 'all',
        configChanges: counts.get(id) ?? NONE_YET,
      })),
    recent: (names) =>
      recent.flatMap((entry) => {
        const queue = names.get(entry.queueId);
        return queue === undefined ? [] : [{ ...entry, queue }];
      }),
  };
}

/** Property names may contain ids, including those of persons: `queueId:4711:members`, `QueueMember/4711`. */
function withoutIds(entry: AuditEntry): AuditEntry {
  const names = entry.properties.flatMap((property) => /^[\p{L}_][\p{L}\p{N}_.]*/u.exec(property)?.[0] ?? []);
  return { ...entry, properties: [...new Set(names)] };
}

function report(entry: AuditEntry, names: QueueNames, log: Log): void {
  const queue = names.get(entry.queueId);
  if (queue === undefined) return;
  log.info(
    {
      queue_id: entry.queueId,
      queue,
      action: entry.action,
      version: entry.version,
      properties: entry.properties,
      changed_at: new Date(entry.at * 1000).toISOString(),
      change_id: entry.id,
    },
    'Queue configuration changed',
  );
}
