/** Interaction analytics: what interactions took, on average, and what became of them; and the port to ask for it. */

/** Mean seconds of an interaction. */
export const ANALYTICS_TIMES = ['handle_time', 'talk_time', 'hold_time', 'queue_time', 'wrap_time'] as const;
/** Shares of the interactions, 0..1. */
export const ANALYTICS_SHARES = ['abandon_rate', 'service_level', 'first_contact_resolution'] as const;

export const ANALYTICS_METRICS = [...ANALYTICS_TIMES, ...ANALYTICS_SHARES] as const;
export type AnalyticsMetric = (typeof ANALYTICS_METRICS)[number];

export const ANALYTICS_DIMENSIONS = ['channel', 'skill', 'queue', 'agent', 'campaign', 'date'] as const;
export type AnalyticsDimension = (typeof ANALYTICS_DIMENSIONS)[number];

/** A question about the interactions of one tenant in a range of time. */
export interface AnalyticsQuery {
  readonly metrics: readonly AnalyticsMetric[];
  /** What the interactions are told apart by; with none, all are taken together. */
  readonly dimensions: readonly AnalyticsDimension[];
  /** ISO 8601 with offset. */
  readonly start: string;
  readonly end: string;
  /** In the platform's own terms. */
  readonly filters: readonly Readonly<Record<string, unknown>>[];
}

/** What is missing is unknown. */
export type AnalyticsFigures = Readonly<Partial<Record<AnalyticsMetric, number>>>;

/** One group of interactions: those that have these dimensions in common. */
export interface AnalyticsRow {
  readonly dimensions: Readonly<Partial<Record<AnalyticsDimension, string>>>;
  readonly figures: AnalyticsFigures;
}

export interface AnalyticsResult {
  readonly rows: readonly AnalyticsRow[];
  /** Rows and figures refused by validation, by reason. */
  readonly rejected: Readonly<Record<string, number>>;
}

/** What the analytics poll tells of one channel, over the last {@link ANALYTICS_WINDOW_SECONDS}. */
export interface ChannelFigures {
  readonly channel: string;
  readonly figures: AnalyticsFigures;
}

/** The analytics poll looks back over a day: long enough for a mean, and without a jump at anybody's midnight. */
export const ANALYTICS_WINDOW_SECONDS = 86_400;

/** Asks one tenant's platform. */
export interface AnalyticsReader {
  /** Rejects when the answer is not whole: it is never silently a short one. */
  query(query: AnalyticsQuery, signal: AbortSignal): Promise<AnalyticsResult>;
}
