import { isDeepStrictEqual } from 'node:util';
import {
  type Demo,
  noteHangUps,
  serveAnalytics,
  untilStopped,
  watchFaults,
  watchTenants,
} from '../../app/index.ts';
import {
  type Config,
  createReloader,
  loadConfig,
  type Prepared,
  prepareAll,
  type Reloader,
  type ReloadResult,
  type WatchedWebConfig,
  watchWebConfig,
} from '../../config/index.ts';
import {
  createExposition,
  createProcessMetrics,
  type Exposition,
  type ProcessMetrics,
} from '../../exposition/index.ts';
import { createLogger, type Logger } from '../../logging/index.ts';
import { platforms } from '../../platforms/index.ts';
import { startPredictionService } from '../../prediction/index.ts';
import { createApp, type Listener, listen } from '../../server/index.ts';
import { EXIT, type Invocation } from '../args/run-cli.ts';
import { version } from './version.ts';

/** Stands for the file in messages where there is none. */
const EMBEDDED = 'embedded simulator';

/** `serve`: polls the tenants and serves their metrics until it is told to stop. */
export async function serve(
  { flags, env, stderr }: Invocation<'serve'>,
  hangUps = noteHangUps(),
): Promise<number> {
  const log = createLogger({ level: flags['log.level'], format: flags['log.format'], sink: stderr });
  await using running = new AsyncDisposableStack();
  running.defer(watchFaults(log).dispose);
  const stop = untilStopped();
  running.defer(stop.dispose);
  running.defer(hangUps.dispose);

  const webConfig = await openWebConfig(flags['web.config.file'], log);
  running.defer(async () => webConfig?.close());
  const configFile = flags['config.file'];
  const demo = configFile === undefined ? await startDemo() : undefined;
  running.defer(async () => demo?.close());
  const load = async () => demo?.config ?? (await loadConfig(configFile ?? '', platforms, env));

  const processMetrics = createProcessMetrics();
  processMetrics.buildInfo.set({ version, node_version: process.version }, 1);
  processMetrics.demoMode.set(Number(demo !== undefined));
  if (demo) log.warn('Serving simulated data; set --config.file to poll real tenants');
  const firstConfig = await load();
  const exposition = createExposition({
    processMetrics,
    cardinality: firstConfig.exposition,
    onError: (error) => log.error({ error }, 'A tenant is not shown in full'),
  });
  running.defer(exposition.close);
  const { enabled, state_path: statePath } = firstConfig.prediction;
  const { predictionUp } = processMetrics;
  const onUp = (isUp: boolean) => predictionUp.set(Number(isUp));
  const prediction = enabled ? startPredictionService({ statePath, log, onUp }) : undefined;
  // An instrument without labels is 0 from the start.
  if (!prediction) predictionUp.remove();
  running.defer(async () => prediction?.close());
  const tenants = watchTenants({ platforms, exposition, processMetrics, prediction, log, env });
  running.defer(tenants.stop);
  const analytics = await serveAnalytics(firstConfig.cache, {
    tenant: tenants.find,
    processMetrics,
    log,
    auditLog: createLogger({ level: 'info', format: 'json', sink: stderr }),
  });
  running.defer(analytics.close);

  const prepare = async (config: Config): Promise<Prepared> => {
    const prepared = await prepareAll([
      async () => ({
        commit: async () => exposition.configure(config.exposition),
        discard: async () => {},
      }),
      () => analytics.prepare(config.cache),
      () => tenants.prepare(config, configFile ?? EMBEDDED),
    ]);
    return {
      ...prepared,
      commit: async () => {
        if (!isDeepStrictEqual(config.prediction, firstConfig.prediction))
          log.warn({}, 'The section prediction is read at the start alone; restart to apply its change');
        await prepared.commit();
      },
    };
  };
  let first: Prepared | undefined = await prepare(firstConfig);
  running.defer(async () => first?.discard());
  const onResult = loadRecorder(processMetrics, exposition, log);
  const reloader = createReloader({
    prepare: async () => prepare(await load()),
    onResult,
    onError: (error) => log.error({ error }, 'Failed to record a reload'),
  });
  running.defer(reloader.close);

  const app = createApp({
    exposition,
    tenants: tenants.snapshots,
    telemetryPath: flags['web.telemetry-path'],
    telemetryTenants: flags['web.telemetry-tenants'],
    isDemo: demo !== undefined,
    reload: flags['web.enable-lifecycle'] ? () => reloadOrThrow(reloader) : undefined,
    explain: prediction?.explain,
    version,
    webConfig,
    analytics: analytics.handler,
    onError: (error) => log.error({ error }, 'A request failed'),
    now: () => Date.now() / 1000,
  });
  // The first scrape has to know what is served.
  await exposition.settled();
  const listeners: Listener[] = [];
  const onServerError = (error: unknown) => log.error({ error }, 'HTTP server error');
  running.defer(async () => void (await Promise.all(listeners.map((listener) => listener.close()))));
  for (const address of flags['web.listen-address'])
    listeners.push(await listen(app, address, { webConfig, onError: onServerError }));
  // Not before the addresses are had: a start that fails, perhaps again and again, must not sign in each time.
  await first.commit();
  first = undefined;
  await onResult({ ok: true });
  hangUps.listen(() => void reloader.reload());

  for (const { url } of listeners)
    log.info({ url: `${url}/`, metrics: `${url}${flags['web.telemetry-path']}` }, 'Listening');
  const tenantCount = firstConfig.tenants.length;
  log.info(
    { version, node_version: process.version, tenants: tenantCount, demo: demo !== undefined },
    'Started',
  );
  await stop.signalled;
  log.info('Stopping');
  return EXIT.success;
}

/** Loaded only here: whoever polls real platforms needs no simulator. */
async function startDemo(): Promise<Demo> {
  const demo = await import('../../app/demo.ts');
  return demo.startDemo();
}

function openWebConfig(file: string | undefined, log: Logger): Promise<WatchedWebConfig> | undefined {
  if (file === undefined) return undefined;
  return watchWebConfig(file, (error) =>
    log.error({ error }, 'The web configuration was not reloaded; the running one stays'),
  );
}

/** Shows in metrics and log how loading the configuration went: the next scrape has it. */
function loadRecorder(
  { configReloadSuccessful, configReloadSuccessTimestamp }: ProcessMetrics,
  exposition: Exposition,
  log: Logger,
) {
  return async (result: ReloadResult) => {
    configReloadSuccessful.set(Number(result.ok));
    if (result.ok) {
      configReloadSuccessTimestamp.set(Date.now() / 1000);
      log.info('Configuration loaded');
    } else {
      log.error({ error: result.error }, 'Configuration not reloaded; the running one stays');
    }
    await exposition.refresh();
  };
}

async function reloadOrThrow(reloader: Reloader): Promise<void> {
  const result = await reloader.reload();
  if (!result.ok) throw result.error;
}
