import type { QueueRouting, RoutingSettings } from '../domain/index.ts';
import type { Outcome } from './outcome.ts';

/** A write that is about to be sent. */
export interface IntendedWrite {
  /** As it was read: what the write replaces. */
  readonly queue: QueueRouting;
  /** What the settings will be. */
  readonly after: RoutingSettings;
}

/**
 * Evidence of every write that outlives a crash: what it says is stored safely once its promise resolves. A write that
 * was begun and not completed may have happened.
 */
export interface Journal {
  /** @returns what the write is called from now on. */
  begin(write: IntendedWrite): Promise<string>;
  complete(id: string, outcome: Outcome): Promise<void>;
}
