import type { Disturbance } from './profile.ts';

/** A disturbance with its start, Unix seconds. */
export interface DatedDisturbance {
  readonly disturbance: Disturbance;
  readonly from: number;
}

export function dated(disturbance: Disturbance, from: number): DatedDisturbance {
  return { disturbance, from: from + (disturbance.afterSeconds ?? 0) };
}

/** 0 when inactive, 1 at full strength, in between on a ramp. */
export function strength({ disturbance, from }: DatedDisturbance, at: number): number {
  const { rampSeconds = 0, holdSeconds = Number.POSITIVE_INFINITY, everySeconds } = disturbance;
  if (at < from) return 0;
  const elapsed = everySeconds === undefined ? at - from : (at - from) % everySeconds;
  return trapezoid(elapsed, rampSeconds, holdSeconds);
}

/** Rises from 0 to 1 over `ramp`, stays for `hold`, falls over another `ramp`. */
export function trapezoid(elapsed: number, ramp: number, hold: number): number {
  if (elapsed < 0) return 0;
  if (elapsed < ramp) return elapsed / ramp;
  if (elapsed <= ramp + hold) return 1;
  return Math.max(0, 1 - (elapsed - ramp - hold) / ramp || 0);
}

/** Product of the factors of one kind that affect the queue. */
export function disturbedFactor(
  all: readonly DatedDisturbance[],
  kind: 'surge' | 'slow_handling',
  queueId: string,
  at: number,
): number {
  let factor = 1;
  for (const each of all) {
    const { disturbance } = each;
    if (disturbance.kind !== kind || (disturbance.queueId ?? queueId) !== queueId) continue;
    factor *= 1 + (disturbance.factor - 1) * strength(each, at);
  }
  return factor;
}
