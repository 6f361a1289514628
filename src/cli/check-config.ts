import {
  loadConfig,
  type PlatformDescription,
  type PollingConfig,
  type TenantConfig,
} from '../config/index.ts';
import { COLLECTORS, formatDuration } from '../domain/index.ts';
import { EXIT, type Invocation } from './run-cli.ts';

/** @throws ConfigError with every problem of the file. */
export async function checkConfig(
  { args: { file }, env, stdout }: Pick<Invocation<'check-config'>, 'args' | 'env' | 'stdout'>,
  platforms: readonly PlatformDescription[],
): Promise<number> {
  const { tenants } = await loadConfig(file, platforms, env);
  const lines = [
    `${file}: valid, ${tenants.length} ${tenants.length === 1 ? 'tenant' : 'tenants'}`,
    ...tenants.map(summary),
  ];
  stdout.write(`${lines.join('\n')}\n`);
  return EXIT.success;
}

/** `acme: cxone v2, all queues, queues every 15s, health every 30s` */
function summary({ name, platform, api, queues, collectors, polling }: TenantConfig): string {
  const selects = queues.include.length + queues.exclude.length + queues.ids.length > 0;
  return [
    `${name}: ${platform} ${api}`,
    selects ? 'selected queues' : 'all queues',
    ...COLLECTORS.filter((each) => collectors.includes(each)).map(
      (each) => `${each} every ${interval(polling, each)}`,
    ),
  ].join(', ');
}

function interval({ collectors }: PollingConfig, name: TenantConfig['collectors'][number]): string {
  return formatDuration(collectors[name].intervalSeconds);
}
