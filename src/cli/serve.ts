import { createReloader, loadConfig, type Reloader, type ReloadResult } from '../config/index.ts';
import { createExposition, createProcessMetrics, type ProcessMetrics } from '../exposition/index.ts';
import { platforms } from '../platforms/index.ts';
import { createApp, type Listener, listen } from '../server/index.ts';
import { type Demo, startDemo } from './demo.ts';
import { createLogger, type Logger } from './logging.ts';
import { EXIT, type Invocation } from './run-cli.ts';
import { untilStopped } from './stop-signal.ts';
import { version } from './version.ts';
import { watchTenants } from './watch-tenants.ts';

/** `serve`: polls the tenants and serves their metrics until it is told to stop. */
export async function serve({ flags, env, stdout, stderr }: Invocation<'serve'>): Promise<number> {
  const log = createLogger({ level: flags['log.level'], format: flags['log.format'], sink: stderr });
  const stop = untilStopped();
  const configFile = flags['config.file'];
  const demo = configFile === undefined ? await startDemo() : undefined;
  const load = async () => demo?.config ?? (await loadConfig(configFile ?? '', platforms, env));

  const processMetrics = createProcessMetrics();
  processMetrics.buildInfo.set({ version, node_version: process.version }, 1);
  const exposition = createExposition({ processMetrics });
  const tenants = watchTenants({ platforms, exposition, processMetrics, log });
  const listeners: Listener[] = [];
  try {
    await tenants.apply(await load());
    const onResult = loadRecorder(processMetrics, log);
    onResult({ ok: true });
    const reloader = createReloader({ load, apply: tenants.apply, onResult });
    const app = createApp({
      exposition,
      tenants: tenants.snapshots,
      telemetryPath: flags['web.telemetry-path'],
      reload: flags['web.enable-lifecycle'] ? () => reloadOrThrow(reloader) : undefined,
      version,
      now: () => Date.now() / 1000,
    });
    for (const address of flags['web.listen-address']) listeners.push(await listen(app, address));
    const onHangUp = () => void reloader.reload();
    process.on('SIGHUP', onHangUp);
    stdout.write(banner(listeners, flags['web.telemetry-path'], demo));
    await stop.signalled;
    process.off('SIGHUP', onHangUp);
    log.info('Stopping');
    await reloader.close();
  } finally {
    stop.dispose();
    await Promise.all([...listeners.map((listener) => listener.close()), tenants.stop()]);
    exposition.close();
    await demo?.close();
  }
  return EXIT.success;
}

/** Tells metrics and log how loading the configuration went. */
function loadRecorder({ configReloadSuccessful, configReloadSuccessTimestamp }: ProcessMetrics, log: Logger) {
  return (result: ReloadResult) => {
    configReloadSuccessful.set(Number(result.ok));
    if (result.ok) {
      configReloadSuccessTimestamp.set(Date.now() / 1000);
      log.info('The configuration was loaded');
    } else {
      log.error({ error: result.error }, 'The configuration was not reloaded; the running one stays');
    }
  };
}

async function reloadOrThrow(reloader: Reloader): Promise<void> {
  const result = await reloader.reload();
  if (!result.ok) throw result.error;
}

function banner(listeners: readonly Listener[], telemetryPath: string, demo: Demo | undefined): string {
  const lines = listeners.flatMap(({ url }) => [`Metrics   ${url}${telemetryPath}`, `Overview  ${url}/`]);
  if (demo) lines.push('Simulated contact centres are shown; --config.file=FILE shows your own.');
  return `${lines.join('\n')}\n`;
}
