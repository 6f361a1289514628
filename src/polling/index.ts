export { systemClock } from './clock.ts';
export { type PollOptions, pollTenant, type TenantPoller } from './poll-tenant.ts';
