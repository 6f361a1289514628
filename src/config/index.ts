export { configFingerprint } from './config-files.ts';
export { type AuditLine, parseAuditLine } from './desired-state/audit-line.ts';
export {
  type DesiredStateFile,
  formatDesiredState,
  loadDesiredState,
} from './desired-state/desired-state.ts';
export { loadConfig, parseConfig } from './load-config.ts';
export { createReloader, type Prepared, prepareAll, type Reloader, type ReloadResult } from './reload.ts';
export { formatRunningConfig } from './running-config.ts';
export type { CacheConfig } from './sections/cache.ts';
export type { ClusterConfig } from './sections/cluster.ts';
export { cannotConfigureQueues } from './sections/desired-state.ts';
export type { PollingConfig } from './sections/polling.ts';
export { readRedisUrl } from './sections/redis-url.ts';
export type { Config, RunningConfig } from './sections/schema.ts';
export { DEFAULT_POLICY } from './sections/service-level.ts';
export { sameTenant, type TenantConfig } from './sections/tenant.ts';
export { ConfigError, type ConfigProblem, formatProblem } from './validation/config-error.ts';
export type { Environment } from './validation/environment.ts';
export { nearestMatch, suggestion } from './validation/nearest.ts';
export { keyedSettings, settingKey } from './validation/setting-keys.ts';
export { loadWebConfig, type WebConfigChecks } from './web/web-config.ts';
export { type WatchedWebConfig, watchWebConfig } from './web/web-config-source.ts';
