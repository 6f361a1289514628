import type { AgentTime } from './agent-time.ts';
import type { ChannelFigures, SubdividedFigures } from './analytics.ts';
import type { FigureSources } from './figures/queue-figure.ts';
import type { PlatformHealth } from './health.ts';
import type { Plan } from './plan.ts';
import type { AgentCounts, ConfigChange, QueueFacts } from './queue.ts';
import type { SelectionReport } from './queue-selection.ts';

/** The port between polling and platforms. */

/** From the highest to the lowest priority, which counts when a tenant's request budget runs low. */
export const COLLECTORS = [
  'queues',
  'aggregates',
  'agents',
  'health',
  'analytics',
  'audit',
  /** Routing configuration against the desired one; polled where there is a desired one. */
  'routing',
  /** How long contacts waited, by range. */
  'wait_times',
  /** The workforce plan; read where there is one. */
  'plan',
] as const;
export type CollectorName = (typeof COLLECTORS)[number];

/** Rows rejected by validation, by reason. */
export type Rejections = Readonly<Record<string, number>>;

export function addRejections(total: Rejections, more: Rejections): Rejections {
  const sum = { ...total };
  for (const [reason, count] of Object.entries(more)) sum[reason] = (sum[reason] ?? 0) + count;
  return sum;
}

/** Result of one successful poll. Each collector fills the parts it reads. */
export interface Collection {
  readonly queues?: readonly QueueFacts[];
  /** Of the queue poll; absent when it does not know which queues exist. */
  readonly selection?: SelectionReport;
  /** Distinct agents of the whole tenant. */
  readonly agents?: AgentCounts;
  /** Time by state of the agents that the configuration lists. */
  readonly agentTimes?: readonly AgentTime[];
  readonly health?: PlatformHealth;
  /** Recent changes of the queues' configuration, newest first. */
  readonly changes?: readonly ConfigChange[];
  /** Interaction analytics, one entry per channel. */
  readonly analytics?: readonly ChannelFigures[];
  /** Interaction analytics of parts of channels, from the queries with more dimensions. */
  readonly subdividedAnalytics?: readonly SubdividedFigures[];
  /** Groups of interactions beyond the limits of the analytics queries, which are not in the two lists. */
  readonly analyticsGroupsDropped?: number;
  readonly plan?: Plan;
  readonly rejected?: Rejections;
}

/**
 * Reads one kind of data from one tenant's platform.
 * @example
 * const health: Collector = {
 *   name: 'health',
 *   collect: async (signal) => {
 *     const components = await readComponents(client, { collector: 'health', signal });
 *     return { health: { components } };
 *   },
 * };
 */
export interface Collector {
  readonly name: CollectorName;
  /** Why it is not polled: the configuration key that leaves it without work, and how to change that. */
  readonly idle?: string;
  /** Field of the API that each figure of its queues comes from. */
  readonly sources?: FigureSources;
  /**
   * Reads once. Rejects when a response is incomplete: a poll succeeds or fails as a whole, except for single rows that
   * are rejected and counted. `signal` aborts at the poll's deadline and at shutdown.
   */
  collect(signal: AbortSignal): Promise<Collection>;
  /** What another process needs, beside the last result, to continue the totals without a gap: rows of JSON. */
  marks?(): readonly object[];
  /**
   * Continues where another process stopped: `last` is its last result, `marks` what its collector returned. Called before
   * the first `collect`, whose totals then count what happened since. Without it, they count from the first reading on.
   * @throws Error for marks that cannot be used.
   */
  resume?(last: Collection, marks: readonly object[]): void;
}

/** A poll was skipped or cut short because the tenant's request budget is spent. */
export class BudgetSpentError extends Error {
  override readonly name = 'BudgetSpentError';
  readonly code = 'budget_spent';
}
