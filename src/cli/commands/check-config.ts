import {
  type ConnectOptions,
  connectTenant,
  connectTenants,
  noopVendorObserver,
  polledCollectors,
} from '../../app/index.ts';
import {
  type CacheConfig,
  loadConfig,
  type PollingConfig,
  readRedisUrl,
  type TenantConfig,
} from '../../config/index.ts';
import { COLLECTORS, formatDuration } from '../../domain/index.ts';
import { createLogger } from '../../logging/index.ts';
import type { Platform } from '../../platforms/index.ts';
import { statePathProblem } from '../../prediction/index.ts';
import { EXIT, type Invocation } from '../args/run-cli.ts';
import { type ProbeOptions, probeTenant } from './probe.ts';

/**
 * `check-config`: validates a configuration file; with `--probe` also asks each tenant's platform once.
 * @throws ConfigError with every problem of the file.
 */
export async function checkConfig(
  { args: { file }, flags, env, stdout, stderr }: Invocation<'check-config'>,
  platforms: readonly Platform[],
): Promise<number> {
  const { tenants, cache, prediction } = await loadConfig(file, platforms, env);
  const log = createLogger({ level: flags['log.level'], format: flags['log.format'], sink: stderr });
  const options = { platforms, env, log };
  await prepareOnly(tenants, cache, file, { ...options, observer: noopVendorObserver });
  const lines = [
    `${file}: valid, ${tenants.length} ${tenants.length === 1 ? 'tenant' : 'tenants'}`,
    ...(await Promise.all(tenants.map((tenant) => summary(tenant, options)))),
  ];
  stdout.write(`${lines.join('\n')}\n`);
  const { enabled, state_path: statePath } = prediction;
  const problem = enabled && statePath !== undefined ? await statePathProblem(statePath) : undefined;
  if (problem) stderr.write(`${file}: warning: prediction.state_path: ${problem}\n`);
  if (!flags.probe) return EXIT.success;

  const results = await Promise.all(tenants.map((tenant) => probeTenant(tenant, options)));
  for (const line of results.flatMap((result) => result.lines)) stdout.write(`${line}\n`);
  return results.every(({ succeeded }) => succeeded) ? EXIT.success : EXIT.failure;
}

/** What a start or a reload prepares before anything takes effect; nothing is sent. */
async function prepareOnly(
  tenants: readonly TenantConfig[],
  { redisUrl }: CacheConfig,
  file: string,
  options: ConnectOptions,
): Promise<void> {
  if (redisUrl) await readRedisUrl(redisUrl);
  const connected = await connectTenants(tenants, file, () => options);
  await Promise.allSettled(connected.map(({ connection }) => connection.close()));
}

/** `acme: cxone v2, all queues, queues every 15s, health every 30s; not polled: agents (agents.ids is empty)` */
async function summary(config: TenantConfig, options: ProbeOptions): Promise<string> {
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
      (each) => `${each} every ${interval(polling, each)}`,
    ),
  ].join(', ');
  if (idle.length === 0) return runs;
  return `${runs}; not polled: ${idle.map((each) => `${each.name} (${each.idle})`).join(', ')}`;
}

function interval({ collectors }: PollingConfig, name: TenantConfig['collectors'][number]): string {
  return formatDuration(collectors[name].intervalSeconds);
}
