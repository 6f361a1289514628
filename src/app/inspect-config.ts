import type { Environment } from '../config/index.ts';
import { type PollingConfig, readRedisUrl, type TenantConfig } from '../config/index.ts';
import { COLLECTORS, type CollectorName, formatDuration } from '../domain/index.ts';
import { PlanError, readPlanFile } from '../plan/index.ts';
import type { Platform } from '../platforms/index.ts';
import { statePathProblem } from '../prediction/index.ts';
import { loadExporterConfig } from './load-config.ts';
import {
  type ConnectOptions,
  connectTenant,
  connectTenants,
  type RequestLog,
} from './tenants/connect-tenant.ts';
import { polledCollectors } from './tenants/poll-connection.ts';
import { noopVendorObserver } from './tenants/vendor-observer.ts';

export interface InspectOptions {
  readonly platforms: readonly Platform[];
  readonly env: Environment;
  readonly log: RequestLog;
}

/** A valid configuration, described for people. */
export interface ConfigSummary {
  readonly tenants: readonly TenantConfig[];
  /** One line for each tenant. */
  readonly lines: readonly string[];
  /** Problems that do not make the configuration invalid, each as `key: problem`. */
  readonly warnings: readonly string[];
}

/**
 * Validates a configuration file and prepares what a start or a reload prepares; no request is sent.
 * @throws ConfigError with every problem of the file.
 */
export async function inspectConfig(file: string, options: InspectOptions): Promise<ConfigSummary> {
  const { tenants, cache, prediction } = await loadExporterConfig(file, options.platforms, options.env);
  if (cache.redisUrl) await readRedisUrl(cache.redisUrl);
  const connecting: ConnectOptions = { ...options, observer: noopVendorObserver };
  const connected = await connectTenants(tenants, file, () => connecting);
  await Promise.allSettled(connected.map(({ connection }) => connection.close()));
  const { enabled, state_path: statePath } = prediction;
  const problem = enabled && statePath !== undefined ? await statePathProblem(statePath) : undefined;
  return {
    tenants,
    lines: await Promise.all(tenants.map((tenant) => summarise(tenant, options))),
    warnings: [
      ...(problem === undefined ? [] : [`prediction.state_path: ${problem}`]),
      ...tenants.flatMap(pollingWarnings),
      ...(await Promise.all(tenants.map(planWarnings))).flat(),
    ],
  };
}

function pollingWarnings({ name, platform, api, unusedPolling = [] }: TenantConfig): readonly string[] {
  return unusedPolling.map(
    (collector) =>
      `polling.${collector} of tenant ${name}: has no effect; ${platform} ${api} has no such collector`,
  );
}

/** A plan is written again and again by another program: its problems do not make the configuration invalid. */
async function planWarnings({ name, plan }: TenantConfig): Promise<readonly string[]> {
  if (!plan || !('file' in plan)) return [];
  const key = `plan.file of tenant ${name}`;
  try {
    const { problems = [], rejected = {} } = (await readPlanFile(plan.file)) ?? {};
    const rows = Object.values(rejected).reduce((sum, count) => sum + count, 0);
    return rows === 0 ? [] : [`${key}: ${rows} rows rejected: ${problems.join('; ')}`];
  } catch (error) {
    if (error instanceof PlanError) return [`${key}: ${error.message}`];
    throw error;
  }
}

/** `acme: cxone v2, all queues, queues every 15s, health every 30s; not polled: agents (agents.ids is empty)` */
async function summarise(config: TenantConfig, options: InspectOptions): Promise<string> {
  const { name, platform, api, queues, collectors, polling } = config;
  const connection = connectTenant(config, { ...options, observer: noopVendorObserver });
  await using _ = { [Symbol.asyncDispose]: () => connection.close() };
  const polled = polledCollectors(config, connection, options).map((collector) => collector.name);
  const idle = connection.collectors.filter(
    (each) => each.idle !== undefined && collectors.includes(each.name),
  );
  const selects = queues.include.length + queues.exclude.length + queues.ids.length > 0;
  const runs = [
    `${name}: ${platform} ${api}`,
    selects ? 'selected queues' : 'all queues',
    ...COLLECTORS.filter((each) => polled.includes(each)).map(
      (each) => `${each} every ${intervalText(polling, each)}`,
    ),
  ].join(', ');
  if (idle.length === 0) return runs;
  return `${runs}; not polled: ${idle.map((each) => `${each.name} (${each.idle})`).join(', ')}`;
}

function intervalText({ collectors }: PollingConfig, name: CollectorName): string {
  return formatDuration(collectors[name].intervalSeconds);
}
