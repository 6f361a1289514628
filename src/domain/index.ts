export {
  AGENT_TIME_WINDOW,
  type AgentHistory,
  type AgentHistoryQuery,
  type AgentHistoryReader,
  type AgentInterval,
  type AgentSpan,
  type AgentTime,
  cutSpans,
  intervalsOf,
  secondsByState,
} from './agent-time.ts';
export * from './analytics.ts';
export * from './collector.ts';
export { formatDuration, parseDuration } from './duration.ts';
export * from './figures/index.ts';
export { exceeds, largest, totalsWithoutDecrease } from './figures/totals.ts';
export { type ComponentHealth, PLATFORM_STATUSES, type PlatformStatus } from './health.ts';
export { chanceText, percentText } from './percent.js';
export * from './plan.ts';
export * from './platform-failure.ts';
export {
  AGENT_STATES,
  type AgentCounts,
  type AgentState,
  CONTACT_OUTCOMES,
  type ConfigChange,
  type ContactOutcome,
  defined,
  INTERACTION_COUNTS,
  type InteractionCount,
  labelledWindows,
  MEDIA,
  type Media,
  PLATFORM_WINDOW,
  QUEUE_TOTALS,
  type QueueFacts,
  type QueueTotal,
  type QueueTotals,
  queueKey,
  type Staffing,
  staffingOf,
  UTC_DAY_WINDOW,
  type WaitDistribution,
  type WindowCounts,
  type WindowedCounts,
  windowedCounts,
  windowLabel,
  workingAgents,
} from './queue.ts';
export {
  isExcluded,
  isSelected,
  type QueueName,
  type QueueSelection,
  reportSelection,
  type SelectionEntry,
} from './queue-selection.ts';
export {
  NO_MUSIC,
  type QueueRouting,
  ROUTING_STRATEGIES,
  type RoutingContext,
  type RoutingReader,
  type RoutingSetting,
  type RoutingSettings,
  type RoutingWriter,
  type SettingProblem,
  type WriteResult,
} from './routing.ts';
export * from './service-level.ts';
export { snakeCase } from './snake-case.ts';
export {
  byRank,
  type CollectorState,
  type CollectorStatus,
  mergeQueues,
  platformUp,
  type Resumed,
  type ResumedCollectors,
  type TenantIdentity,
  type TenantState,
} from './tenant.ts';
export { matchesWildcard } from './wildcard.ts';
