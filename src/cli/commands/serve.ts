import { runExporter, type SighupBuffer } from '../../app/index.ts';
import { EXIT } from '../args/errors.ts';
import type { Invocation } from '../args/run-cli.ts';

/** `serve`: polls the tenants and serves their metrics until SIGINT or SIGTERM. */
export async function serve(
  { flags, env, stderr }: Invocation<'serve'>,
  sighup?: SighupBuffer,
): Promise<number> {
  await runExporter({
    configFile: flags['config.file'],
    env,
    log: { level: flags['log.level'], format: flags['log.format'], sink: stderr },
    web: {
      listenAddresses: flags['web.listen-address'],
      telemetryPath: flags['web.telemetry-path'],
      telemetryTenants: flags['web.telemetry-tenants'],
      configFile: flags['web.config.file'],
      enableLifecycle: flags['web.enable-lifecycle'],
    },
    ...(sighup && { sighup }),
  });
  return EXIT.success;
}
