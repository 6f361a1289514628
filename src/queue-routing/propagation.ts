/** A platform may show a change only some time after it accepted it. */

import { defined, type QueueRouting, type RoutingContext, type RoutingReader } from '../domain/index.ts';

export interface VisibilityChecks {
  readonly intervalSeconds: number;
  /** Maximum number of checks. */
  readonly attempts: number;
}

export interface ReadingOptions {
  readonly reader: RoutingReader;
  readonly propagation: VisibilityChecks;
  readonly wait: (seconds: number) => Promise<void>;
  /** Creates the context of one request, with its deadline. */
  readonly context: () => RoutingContext;
}

export interface LastReading<Verdict> {
  /** Undefined when the checks are exhausted. */
  readonly verdict?: Verdict;
  /** Newest successful reading. */
  readonly seen?: QueueRouting;
  /** Error of the last reading, if it failed. */
  readonly error?: unknown;
}

/** Reads a queue repeatedly until `judge` returns a verdict. */
export async function readUntil<Verdict>(
  queueId: string,
  judge: (seen: QueueRouting) => Verdict | undefined,
  { reader, propagation, wait, context }: ReadingOptions,
): Promise<LastReading<Verdict>> {
  let last: LastReading<Verdict> = {};
  for (let attempt = 1; attempt <= propagation.attempts; attempt++) {
    if (attempt > 1) await wait(propagation.intervalSeconds);
    last = await readOnce(queueId, last.seen, { reader, context });
    const verdict = last.error === undefined && last.seen ? judge(last.seen) : undefined;
    if (verdict !== undefined) return { ...last, verdict };
  }
  return last;
}

async function readOnce<Verdict>(
  queueId: string,
  before: QueueRouting | undefined,
  { reader, context }: Pick<ReadingOptions, 'reader' | 'context'>,
): Promise<LastReading<Verdict>> {
  try {
    const seen = await reader.read(queueId, context());
    return seen ? { seen } : defined({ seen: before, error: new Error('the queue no longer exists') });
  } catch (error) {
    return defined({ seen: before, error });
  }
}
