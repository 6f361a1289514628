import type { QueueRouting, RoutingSettings } from '../domain/index.ts';
import type { Outcome } from './outcome.ts';

/** Write that is about to be sent. */
export interface IntendedWrite {
  /** Queue as it was read, which the write replaces. */
  readonly queue: QueueRouting;
  /** Settings after the write. */
  readonly after: RoutingSettings;
}

/**
 * Crash-safe record of all writes: an entry is on the disk when its promise resolves. A write that was begun and not
 * completed may have been executed.
 */
export interface Journal {
  /** @returns the id of the write. */
  begin(write: IntendedWrite): Promise<string>;
  complete(id: string, outcome: Outcome): Promise<void>;
}
