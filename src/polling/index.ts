export * from './clock.ts';
export * from './poll-tenant.ts';
