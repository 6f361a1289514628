export {
  type DesiredStateFile,
  formatDesiredState,
  loadDesiredState,
} from './desired-state/desired-state.ts';
export { loadConfig, parseConfig } from './load-config.ts';
export { createReloader, type Prepared, prepareAll, type Reloader, type ReloadResult } from './reload.ts';
export { sameTenant } from './same-tenant.ts';
export { type CacheConfig, readRedisUrl } from './sections/cache.ts';
export { cannotConfigureQueues } from './sections/desired-state.ts';
export type { PollingConfig } from './sections/polling.ts';
export type { Config } from './sections/schema.ts';
export { DEFAULT_POLICY } from './sections/service-level.ts';
export type { TenantConfig } from './sections/tenant.ts';
export { ConfigError, formatProblem } from './validation/config-error.ts';
export type { Environment } from './validation/environment.ts';
export { nearestMatch, suggestion } from './validation/nearest.ts';
export { keyedSettings, settingKey, settingsFromKeys } from './validation/setting-keys.ts';
export { type WatchedWebConfig, watchWebConfig } from './web/web-config-source.ts';
