/** Time of agents by state, and the port that reads it. Times are Unix seconds. */

/**
 * One of {@link AGENT_STATES} where the platform's word means that, `logged_out`, or another word of the platform's.
 * Lower snake case: it goes into labels.
 */
export type AgentActivity = string;

/** Period over which the time of listed agents is exported. */
export const AGENT_TIME_WINDOW = { label: '24h', seconds: 86_400 } as const;

/** The time that one agent spent in one state within the {@link AGENT_TIME_WINDOW}. */
export interface AgentTime {
  readonly agentId: string;
  readonly state: AgentActivity;
  readonly seconds: number;
}

/** An uninterrupted stretch in one state. */
export interface AgentSpan {
  readonly state: AgentActivity;
  readonly from: number;
  readonly to: number;
}

/** The time spent in one state within one interval, which may be in several stretches. */
export interface AgentInterval {
  readonly state: AgentActivity;
  readonly from: number;
  readonly to: number;
  readonly seconds: number;
}

/** The agent, the period, and the intervals into which it is cut, from its beginning on. */
export interface AgentHistoryQuery {
  readonly agentId: string;
  readonly from: number;
  readonly to: number;
  readonly intervalSeconds: number;
}

/** States of one agent in a period. */
export interface AgentHistory {
  /** In any order; each with time in it. */
  readonly intervals: readonly AgentInterval[];
  /** Rows rejected by validation, by reason. */
  readonly rejected: Readonly<Record<string, number>>;
}

/** Port to one tenant's platform. */
export interface AgentHistoryReader {
  /** Runs with the highest priority, as a person waits for it. Rejects when the response is incomplete. */
  read(question: AgentHistoryQuery, signal: AbortSignal): Promise<AgentHistory>;
}

/** The spans as far as they lie in the period. */
export function cutSpans(
  spans: readonly AgentSpan[],
  { from, to }: { readonly from: number; readonly to: number },
): readonly AgentSpan[] {
  return spans
    .map((span) => ({ state: span.state, from: Math.max(from, span.from), to: Math.min(to, span.to) }))
    .filter((span) => span.to > span.from);
}

/** Seconds by state. */
export function secondsByState(
  parts: readonly { readonly state: AgentActivity; readonly seconds: number }[],
): ReadonlyMap<AgentActivity, number> {
  const sums = new Map<AgentActivity, number>();
  for (const { state, seconds } of parts) sums.set(state, (sums.get(state) ?? 0) + seconds);
  return sums;
}

/** What an agent did in each interval of the period, from the spans that lie in it. */
export function intervalsOf(
  spans: readonly AgentSpan[],
  { from, to, intervalSeconds }: Omit<AgentHistoryQuery, 'agentId'>,
): readonly AgentInterval[] {
  const pieces = cutSpans(spans, { from, to }).flatMap((span) => {
    const first = Math.floor((span.from - from) / intervalSeconds);
    const last = Math.ceil((span.to - from) / intervalSeconds) - 1;
    return Array.from({ length: last - first + 1 }, (_, index) => {
      const start = from + (first + index) * intervalSeconds;
      const end = Math.min(start + intervalSeconds, to);
      const seconds = Math.min(span.to, end) - Math.max(span.from, start);
      return { state: span.state, from: start, to: end, seconds };
    });
  });
  const whole = new Map<string, AgentInterval>();
  for (const piece of pieces) {
    const key = `${piece.from} ${piece.state}`;
    const seconds = (whole.get(key)?.seconds ?? 0) + piece.seconds;
    whole.set(key, { ...piece, seconds });
  }
  return [...whole.values()];
}
