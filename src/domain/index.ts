export * from './collector.ts';
export * from './duration.ts';
export * from './health.ts';
export * from './queue.ts';
export * from './queue-selection.ts';
export * from './service-level.ts';
export * from './tenant.ts';
export * from './wildcard.ts';
