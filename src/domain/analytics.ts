/** Interaction analytics: mean times and outcome ratios of interactions, and the port that queries them. */

/** Mean seconds of an interaction. */
export const ANALYTICS_TIMES = ['handle_time', 'talk_time', 'hold_time', 'queue_time', 'wrap_time'] as const;
/** Shares of the interactions, 0..1. */
export const ANALYTICS_SHARES = ['abandon_rate', 'service_level', 'first_contact_resolution'] as const;

export const ANALYTICS_METRICS = [...ANALYTICS_TIMES, ...ANALYTICS_SHARES] as const;
export type AnalyticsMetric = (typeof ANALYTICS_METRICS)[number];

export const ANALYTICS_DIMENSIONS = ['channel', 'skill', 'queue', 'agent', 'campaign', 'date'] as const;
export type AnalyticsDimension = (typeof ANALYTICS_DIMENSIONS)[number];

/** A query about the interactions of one tenant in a time range. */
export interface AnalyticsQuery {
  readonly metrics: readonly AnalyticsMetric[];
  /** Group by these; without any, all interactions form one group. */
  readonly dimensions: readonly AnalyticsDimension[];
  /** ISO 8601 with offset. */
  readonly start: string;
  readonly end: string;
  /** In the platform's own terms. */
  readonly filters: readonly Readonly<Record<string, unknown>>[];
}

/** A missing value is unknown. */
export type AnalyticsFigures = Readonly<Partial<Record<AnalyticsMetric, number>>>;

/** One group of interactions: those that have these dimensions in common. */
export interface AnalyticsRow {
  readonly dimensions: Readonly<Partial<Record<AnalyticsDimension, string>>>;
  readonly figures: AnalyticsFigures;
}

export interface AnalyticsResult {
  readonly rows: readonly AnalyticsRow[];
  /** Rows and figures rejected by validation, by reason. */
  readonly rejected: Readonly<Record<string, number>>;
}

/** Figures of one channel over the window of its query. */
export interface ChannelFigures {
  readonly channel: string;
  readonly figures: AnalyticsFigures;
}

/** Dimensions that metrics may have beside the channel. Not `agent`, a person, and not `date`, of which each value is new series. */
export const ANALYTICS_SUBDIVISIONS = ['queue', 'skill', 'campaign'] as const;
export type AnalyticsSubdivision = (typeof ANALYTICS_SUBDIVISIONS)[number];

/** Figures of a part of a channel: the interactions that also have these dimensions in common, at least one. */
export interface SubdividedFigures extends ChannelFigures {
  readonly by: Readonly<Partial<Record<AnalyticsSubdivision, string>>>;
}

/** Port to one tenant's platform. */
export interface AnalyticsReader {
  /** Rejects when the response is incomplete. */
  query(query: AnalyticsQuery, signal: AbortSignal): Promise<AnalyticsResult>;
}
