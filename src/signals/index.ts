export * from './analytics-kpis.ts';
export * from './occupancy.ts';
export * from './occupancy-rule.ts';
export * from './prediction/index.ts';
export * from './service-level.ts';
export * from './snapshot.ts';
