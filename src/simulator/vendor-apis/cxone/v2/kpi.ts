import type { Handling, WindowSums } from '../../../engine/index.ts';
import { round } from './round.ts';

/** Measures of interaction analytics for a group of contacts. */

export const KPIS = [
  'handle_time',
  'talk_time',
  'hold_time',
  'queue_time',
  'wrap_time',
  'abandon_rate',
  'service_level',
  'first_contact_resolution',
] as const;
export type Kpi = (typeof KPIS)[number];

export interface Tally {
  answered: number;
  answeredWithinThreshold: number;
  answeredWaitSeconds: number;
  /** Undefined when grouped by agent: abandoned contacts have no agent. */
  abandoned: number | undefined;
  handled: number;
  talkSeconds: number;
  holdSeconds: number;
  wrapSeconds: number;
  resolved: number;
}

export function emptyTally(): Tally {
  return {
    answered: 0,
    answeredWithinThreshold: 0,
    answeredWaitSeconds: 0,
    abandoned: undefined,
    handled: 0,
    talkSeconds: 0,
    holdSeconds: 0,
    wrapSeconds: 0,
    resolved: 0,
  };
}

export function addWindow(tally: Tally, sums: WindowSums): void {
  tally.answered += sums.answered;
  tally.answeredWithinThreshold += sums.answeredWithinThreshold;
  tally.answeredWaitSeconds += sums.answeredWaitSeconds;
  tally.abandoned = (tally.abandoned ?? 0) + sums.abandoned;
  tally.handled += sums.handled;
  tally.talkSeconds += sums.talkSeconds;
  tally.holdSeconds += sums.holdSeconds;
  tally.wrapSeconds += sums.wrapSeconds;
  tally.resolved += sums.resolved;
}

export function addHandling(tally: Tally, handling: Handling, thresholdSeconds: number): void {
  tally.answered += 1;
  tally.answeredWithinThreshold += handling.waitSeconds <= thresholdSeconds ? 1 : 0;
  tally.answeredWaitSeconds += handling.waitSeconds;
  tally.handled += 1;
  tally.talkSeconds += handling.talkSeconds;
  tally.holdSeconds += handling.holdSeconds;
  tally.wrapSeconds += handling.wrapSeconds;
  tally.resolved += handling.resolved ? 1 : 0;
}

/** Mean seconds as a number, a percentage as a string, null without contacts. */
export function kpiOf(name: Kpi, tally: Tally): number | string | null {
  const { answered, abandoned, handled } = tally;
  switch (name) {
    case 'handle_time':
      return mean(tally.talkSeconds + tally.holdSeconds + tally.wrapSeconds, handled);
    case 'talk_time':
      return mean(tally.talkSeconds, handled);
    case 'hold_time':
      return mean(tally.holdSeconds, handled);
    case 'wrap_time':
      return mean(tally.wrapSeconds, handled);
    case 'queue_time':
      return mean(tally.answeredWaitSeconds, answered);
    case 'abandon_rate':
      return abandoned === undefined ? null : percent(abandoned, answered + abandoned);
    case 'service_level':
      return percent(tally.answeredWithinThreshold, answered + (abandoned ?? 0));
    case 'first_contact_resolution':
      return percent(tally.resolved, handled);
  }
}

function mean(seconds: number, count: number): number | null {
  return count > 0 ? round(seconds / count) : null;
}

function percent(part: number, whole: number): string | null {
  return whole > 0 ? ((100 * part) / whole).toFixed(2) : null;
}
