/**
 * Routing configuration of queues: what is desired against what the platform has, the plan that brings the one to the
 * other, and its application without ever overwriting somebody else's change. Pure but for the ports it is given.
 */

export * from './apply.ts';
export * from './desired.ts';
export * from './difference.ts';
export * from './doubt.ts';
export * from './drift.ts';
export * from './journal.ts';
export * from './outcome.ts';
export * from './plan.ts';
export * from './propagation.ts';
export * from './rollback.ts';
