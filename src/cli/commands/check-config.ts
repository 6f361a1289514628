import { inspectConfig, type Platform, probeTenant } from '../../app/index.ts';
import { createLogger } from '../../logging/index.ts';
import { EXIT, UsageError } from '../args/errors.ts';
import type { Invocation } from '../args/run-cli.ts';

/**
 * `check-config`: validates a configuration file; with `--probe` also polls each tenant's platform once.
 * @throws ConfigError with every problem of the file.
 */
export async function checkConfig(
  { args: { file }, flags, env, stdout, stderr }: Invocation<'check-config'>,
  platforms: readonly Platform[],
): Promise<number> {
  if (flags.verbose && !flags.probe) throw new UsageError('--verbose needs --probe; add it');
  const log = createLogger({ level: flags['log.level'], format: flags['log.format'], sink: stderr });
  const options = { platforms, env, log };
  const { tenants, lines, warnings } = await inspectConfig(file, options);
  const title = `${file}: valid, ${tenants.length} ${tenants.length === 1 ? 'tenant' : 'tenants'}`;
  stdout.write(`${[title, ...lines].join('\n')}\n`);
  for (const warning of warnings) stderr.write(`${file}: warning: ${warning}\n`);
  if (!flags.probe) return EXIT.success;

  const results = await Promise.all(tenants.map((tenant) => probeTenant(tenant, options)));
  for (const { lines, requests } of results)
    for (const line of flags.verbose ? [...requests, ...lines] : lines) stdout.write(`${line}\n`);
  return results.every(({ succeeded }) => succeeded) ? EXIT.success : EXIT.failure;
}
