export { CLEARED_BELOW, DEFAULT_THRESHOLD, isPredicted } from './decision.ts';
export * from './erlang-a.ts';
export type { Estimates } from './estimate-summary.ts';
export type { Explanation } from './explanation.ts';
export type { KeptQueue, QueueName } from './kept-queues.ts';
export * from './observation.ts';
export * from './predictor.ts';
export type { TenantRecord, TenantScores } from './tenant-record.ts';
export * from './transient.ts';
