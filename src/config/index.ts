export { type CacheConfig, readRedisUrl } from './cache.ts';
export { ConfigError, type ConfigProblem, formatProblem } from './config-error.ts';
export {
  type DesiredStateFile,
  formatDesiredState,
  loadDesiredState,
  parseDesiredState,
} from './desired-state.ts';
export { cannotConfigureQueues } from './desired-state-section.ts';
export type { Environment } from './environment.ts';
export { loadConfig, type ParseOptions, parseConfig } from './load-config.ts';
export { nearest, nearestMatch, suggestion } from './nearest.ts';
export type { PollingConfig, PollTimes } from './polling.ts';
export { createReloader, type Prepared, prepareAll, type Reloader, type ReloadResult } from './reload.ts';
export { sameTenant } from './same-tenant.ts';
export type { Config } from './schema.ts';
export { DEFAULT_POLICY } from './service-level.ts';
export { type KeyedSettings, keyedSettings, settingKey, settingsFromKeys } from './setting-keys.ts';
export type { PlatformDescription, TenantConfig } from './tenant.ts';
export { loadWebConfig } from './web-config.ts';
export { type WatchedWebConfig, watchWebConfig } from './web-config-source.ts';
