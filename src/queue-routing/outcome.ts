import type { SettingProblem } from '../domain/index.ts';
import type { Difference } from './difference.ts';

/**
 * Outcome of applying a plan to a queue.
 * - `applied`: accepted and visible.
 * - `overwritten`: accepted, then changed by someone else; `differences` are from the visible to the desired settings.
 * - `ignored`: accepted, but the platform shows other values under the same version; `differences` likewise.
 * - `not_propagated`: accepted, but not visible in time.
 * - `unknown`: no response, and the platform does not show whether the write was executed.
 * - `conflict`: not written, because someone else changed the queue since the plan; `differences` are their changes.
 * - `refused`: not written, because the platform rejects it.
 * - `not_attempted`: never sent.
 */
export type OutcomeKind =
  | 'applied'
  | 'overwritten'
  | 'ignored'
  | 'not_propagated'
  | 'unknown'
  | 'conflict'
  | 'refused'
  | 'not_attempted';

export interface Outcome {
  readonly kind: OutcomeKind;
  /** Version created by the write, otherwise the newest visible one. */
  readonly version?: number;
  readonly reason?: string;
  readonly differences?: readonly Difference[];
  /** Violations by field. */
  readonly problems?: readonly SettingProblem[];
  /** Why the outcome could not be recorded in the audit log. */
  readonly unrecorded?: string;
}

/** Whether the write may still take effect. */
export function isUnresolved(kind: string): boolean {
  return kind === 'unknown' || kind === 'not_propagated';
}
