import type { ConfigChange, QueueFacts } from '../../domain/index.ts';
import type { Log } from '../platform.ts';

/**
 * What an audit log tells, each change once: however often and in whatever pages the log is read, and over readings
 * that failed in between. Changes that the first reading tells of were made before the exporter looked: they are shown
 * as recent ones, and neither counted nor logged.
 */

/** A change before the name of its queue is known. */
export type AuditEntry = Omit<ConfigChange, 'queue'>;

/** One whole reading of the log. */
export interface AuditReading {
  /** The reading goes back to here, and no later one goes back further unless the clock is set back; Unix seconds. */
  readonly from: number;
  readonly entries: readonly AuditEntry[];
}

/** Shown at the start of the exporter, so that a dashboard's day is whole. */
const FIRST_READING_SECONDS = 86_400;
/** Entries may come into the log late: each reading goes back so much further than the one before reached. */
const OVERLAP_SECONDS = 3_600;

/** Where a reading begins after one that reached up to `readUpTo`; all in Unix seconds. */
export function readingStart(now: number, readUpTo: number | undefined): number {
  // A clock that was set back makes a reading of the future.
  return readUpTo === undefined ? now - FIRST_READING_SECONDS : Math.min(readUpTo, now) - OVERLAP_SECONDS;
}

/** The watched queues' names by their ids. */
export type QueueNames = ReadonlyMap<string, string>;

export interface ChangeLog {
  readonly add: (reading: AuditReading, names: QueueNames) => void;
  /** The changes counted so far of each queue, by action. */
  readonly factsOf: (names: QueueNames) => readonly QueueFacts[];
  /** Newest first. */
  readonly recent: (names: QueueNames) => readonly ConfigChange[];
}

/** The most frequent change, which every queue has a counter of before it happens. */
const NONE_YET: Readonly<Record<string, number>> = { update: 0 };
/** Bounds the memory: some hundred bytes each. */
const MAX_RECENT = 1_000;
/** By so much the clocks of platform and exporter may differ without a change being lost or counted twice. */
const CLOCK_SLACK_SECONDS = 3_600;

export function createChangeLog(log: Log): ChangeLog {
  /** Every change known that a reading may tell of again. */
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
      const told = new Map(entries.filter(remembered).map((entry) => [entry.id, withoutIds(entry)]));
      const news = [...told.values()]
        .filter(({ id }) => !known?.has(id) && !shown.has(id))
        .toSorted((a, b) => a.at - b.at);
      if (known) {
        news.forEach(count);
        for (const entry of news) report(entry, names, log);
      }
      recent = [...recent, ...news].toSorted((a, b) => b.at - a.at).slice(0, MAX_RECENT);
      seen = new Map([...(known ?? []), ...told].filter(([, entry]) => remembered(entry)));
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

/** Names of properties may go on with ids, those of persons among them: `queueId:4711:members`, `QueueMember/4711`. */
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
    'The configuration of a queue was changed',
  );
}
