import type { AgentState } from '../../../domain/index.ts';
import { firstAfter } from './event-log.ts';

export type PresenceState = AgentState | 'logged_out';

/** A period in one state, Unix seconds. */
export interface StateSpan {
  readonly state: PresenceState;
  readonly from: number;
  readonly to: number;
}

export type StateDurations = Readonly<Partial<Record<PresenceState, number>>>;

/** One agent's states over the last 24 hours. */
export interface AgentHistory {
  enter(state: PresenceState, at: number): void;
  /** Spans within [from, to], clipped to it, oldest first; `to` must not lie in the future. */
  spans(from: number, to: number): readonly StateSpan[];
}

const KEPT_SECONDS = 86_400;
/** Removal copies the rest, so it waits until at least this many entries and half of all can go. */
const MIN_FORGOTTEN = 64;

export function createAgentHistory(state: PresenceState, at: number): AgentHistory {
  let times: number[] = [at];
  let states: PresenceState[] = [state];
  const forgetBefore = (time: number): void => {
    // The last state entered before the limit still holds at the limit.
    const old = firstAfter(times, time) - 1;
    if (old < MIN_FORGOTTEN || old < times.length / 2) return;
    times = times.slice(old);
    states = states.slice(old);
  };
  return {
    enter(state, at) {
      times.push(at);
      states.push(state);
      forgetBefore(at - KEPT_SECONDS);
    },
    spans(from, to) {
      const spans: StateSpan[] = [];
      for (let index = Math.max(0, firstAfter(times, from) - 1); index < times.length; index++) {
        const begin = Math.max(from, times[index] as number);
        if (begin >= to) break;
        const end = Math.min(to, times[index + 1] ?? to);
        if (end > begin) spans.push({ state: states[index] as PresenceState, from: begin, to: end });
      }
      return spans;
    },
  };
}

/** Seconds in each state. */
export function durations(spans: readonly StateSpan[]): StateDurations {
  const sums: Partial<Record<PresenceState, number>> = {};
  for (const { state, from, to } of spans) sums[state] = (sums[state] ?? 0) + to - from;
  return sums;
}
