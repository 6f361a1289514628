import { runExporter, type SighupBuffer } from '../../app/index.ts';
import { EXIT, UsageError } from '../args/errors.ts';
import type { Invocation } from '../args/run-cli.ts';

/** `serve`: polls the tenants and serves their metrics until SIGINT or SIGTERM. */
export async function serve(
  { flags, env, stderr }: Invocation<'serve'>,
  sighup?: SighupBuffer,
): Promise<number> {
  const rolesFile = flags['web.roles.file'];
  if (rolesFile !== undefined && flags['web.config.file'] === undefined)
    throw new UsageError('--web.roles.file needs --web.config.file, which has the users; add it');
  const externalUrl = flags['web.external-url'];
  await runExporter({
    configFile: flags['config.file'],
    autoReloadSeconds: flags['config.auto-reload-interval'],
    env,
    log: { level: flags['log.level'], format: flags['log.format'], sink: stderr },
    web: {
      listenAddresses: flags['web.listen-address'],
      telemetryPath: flags['web.telemetry-path'],
      telemetryTenants: flags['web.telemetry-tenants'],
      configFile: flags['web.config.file'],
      rolesFile,
      externalUrl,
      routePrefix: flags['web.route-prefix'] ?? externalUrl?.pathname.replace(/\/+$/, '') ?? '',
      usesSystemdSocket: flags['web.systemd-socket'],
      enableLifecycle: flags['web.enable-lifecycle'],
    },
    shard: shardFrom(flags['shard.index'], flags['shard.total']),
    ...(sighup && { sighup }),
  });
  return EXIT.success;
}

/** @throws UsageError when the two flags contradict each other. */
function shardFrom(index: number | undefined, total: number): { index: number; total: number } {
  if (index === undefined && total > 1)
    throw new UsageError(
      '--shard.index is missing; add --shard.index=N, or set CCE_SHARD_INDEX to the pod name',
    );
  if (index !== undefined && index >= total)
    throw new UsageError(`--shard.index must be less than --shard.total, which is ${total}, not ${index}`);
  return { index: index ?? 0, total };
}
