import type { SettingProblem } from '../domain/index.ts';
import type { Difference } from './difference.ts';

/**
 * What became of a queue that was to be changed.
 * - `applied`: accepted, and seen at the platform.
 * - `overwritten`: accepted, but somebody else has changed it since; `differences` are from what is seen to what is desired.
 * - `ignored`: accepted, but the platform shows other values at that very version; `differences` likewise.
 * - `not_propagated`: accepted, but never seen at the platform.
 * - `unknown`: no answer, and the platform does not show what became of the write.
 * - `conflict`: not written, as somebody else changed the queue since the plan; `differences` are theirs.
 * - `refused`: not written, as the platform does not take it.
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
  /** The version that the write made, or else the newest that was seen. */
  readonly version?: number;
  readonly reason?: string;
  readonly differences?: readonly Difference[];
  /** What the platform does not take, field by field. */
  readonly problems?: readonly SettingProblem[];
  /** Why the outcome could not be written down. */
  readonly unrecorded?: string;
}

/** Whether it is still open what the write did or will do. */
export function isUnresolved(kind: string): boolean {
  return kind === 'unknown' || kind === 'not_propagated';
}
