export * from './clock.ts';
export type { PollBudget } from './pace.ts';
export * from './poll-tenant.ts';
