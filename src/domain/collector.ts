import type { AgentTime } from './agent-time.ts';
import type { ChannelFigures } from './analytics.ts';
import type { ConfigChange } from './config-change.ts';
import type { PlatformHealth } from './health.ts';
import type { AgentCounts, QueueFacts } from './queue.ts';
import type { SelectionReport } from './queue-selection.ts';

/** The port between polling and platforms: a collector asks a platform one kind of question. */

/** From the most to the least urgent: that is their order in line when a tenant's request budget runs low. */
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
] as const;
export type CollectorName = (typeof COLLECTORS)[number];

/** Rows refused by validation, by reason. */
export type Rejections = Readonly<Record<string, number>>;

export function addRejections(total: Rejections, more: Rejections): Rejections {
  const sum = { ...total };
  for (const [reason, count] of Object.entries(more)) sum[reason] = (sum[reason] ?? 0) + count;
  return sum;
}

/** Everything one successful poll told. Each collector fills the parts it knows. */
export interface Collection {
  readonly queues?: readonly QueueFacts[];
  /** Of the queue poll; absent when it cannot tell which queues exist. */
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
  readonly rejected?: Rejections;
}

/** One kind of question to one tenant's platform. */
export interface Collector {
  readonly name: CollectorName;
  /** Why it is not polled: the configuration key that gives it nothing to ask about, and how to change that. */
  readonly idle?: string;
  /**
   * Asks once. Rejects when the answer is not whole: there is no such thing as a partly successful poll, only
   * single rows that are refused and counted. `signal` aborts at the poll's deadline and at shutdown.
   */
  collect(signal: AbortSignal): Promise<Collection>;
}

/** A poll that was not made, or not completed, because the tenant's request budget left no place for it. */
export class BudgetSpentError extends Error {
  override readonly name = 'BudgetSpentError';
  readonly code = 'budget_spent';
}
