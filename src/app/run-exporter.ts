import { isDeepStrictEqual } from 'node:util';
import type { ReloadResult } from '../config/index.ts';
import { type Config, createReloader, type Environment, type Prepared, prepareAll } from '../config/index.ts';
import {
  createExposition,
  createProcessMetrics,
  type Exposition,
  type ProcessMetrics,
} from '../exposition/index.ts';
import { createLogger, type Logger, type LogOptions } from '../logging/index.ts';
import { platforms } from '../platforms/index.ts';
import { type PredictionService, startPredictionService } from '../prediction/index.ts';
import { createApp, type ListenAddress, type Listener, listen } from '../server/index.ts';
import { startDemo } from './demo.ts';
import { loadExporterConfig } from './load-config.ts';
import { handleProcessFaults } from './process-faults.ts';
import { serveAnalytics } from './serve-analytics.ts';
import { bufferSighup, type SighupBuffer } from './sighup.ts';
import { listenForStopSignal } from './stop-signal.ts';
import { watchTenants } from './tenants/watch-tenants.ts';
import { buildInfo } from './version.ts';
import { openWebConfig } from './web-config.ts';

export interface ExporterOptions {
  /** Absent: the embedded simulator runs and is polled. */
  readonly configFile: string | undefined;
  readonly env: Environment;
  readonly log: LogOptions;
  readonly web: {
    readonly listenAddresses: readonly ListenAddress[];
    /** Path of the metrics. */
    readonly telemetryPath: string;
    /** Whether that page includes the metrics of the tenants. */
    readonly telemetryTenants: boolean;
    /** TLS, users and headers; absent: plain HTTP for every client. */
    readonly configFile: string | undefined;
    /** Whether `POST /-/reload` reloads the configuration. */
    readonly enableLifecycle: boolean;
  };
  /** SIGHUPs received while the program was being loaded. */
  readonly sighup?: SighupBuffer;
}

/** Stands for the file name in messages of the demo. */
const EMBEDDED = 'embedded simulator';

/**
 * Runs the exporter: polls the tenants of a configuration and serves their metrics, reloads on SIGHUP, and resolves once
 * SIGINT or SIGTERM has stopped everything.
 * @throws ConfigError for an invalid configuration, and Error for an address that cannot be listened on.
 */
export async function runExporter({
  configFile,
  env,
  log: logOptions,
  web,
  sighup = bufferSighup(),
}: ExporterOptions): Promise<void> {
  const log = createLogger(logOptions);
  await using running = new AsyncDisposableStack();
  running.defer(handleProcessFaults(log).dispose);
  const stop = listenForStopSignal();
  running.defer(stop.dispose);
  running.defer(sighup.dispose);

  const webConfig = web.configFile === undefined ? undefined : await openWebConfig(web.configFile, log);
  running.defer(() => webConfig?.close());
  const demo = configFile === undefined ? await startDemo() : undefined;
  running.defer(async () => demo?.close());
  const load = async () => demo?.config ?? (await loadExporterConfig(configFile ?? '', platforms, env));
  const isDemo = demo !== undefined;
  if (isDemo) log.warn('Serving simulated data; set --config.file to poll real tenants');

  const processMetrics = createProcessMetrics();
  processMetrics.buildInfo.set({ version: buildInfo.version, node_version: buildInfo.nodeVersion }, 1);
  processMetrics.demoMode.set(Number(isDemo));
  const firstConfig = await load();
  const exposition = createExposition({
    processMetrics,
    cardinality: firstConfig.exposition,
    onError: (error) => log.error({ error }, 'Tenant metrics incomplete'),
  });
  running.defer(exposition.close);
  const prediction = startPrediction(firstConfig, processMetrics, log);
  running.defer(async () => prediction?.close());
  const tenants = watchTenants({
    platforms,
    exposition,
    processMetrics,
    log,
    env,
    ...(prediction && { prediction }),
  });
  running.defer(tenants.stop);
  const analytics = await serveAnalytics(firstConfig.cache, {
    tenant: tenants.find,
    processMetrics,
    log,
    auditLog: createLogger({ level: 'info', format: 'json', sink: logOptions.sink }),
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
          log.warn({}, 'Section prediction is only read at startup; restart to apply its change');
        await prepared.commit();
      },
    };
  };
  let first: Prepared | undefined = await prepare(firstConfig);
  running.defer(async () => first?.discard());
  const onResult = recordReloads(processMetrics, exposition, log);
  const reloader = createReloader({
    prepare: async () => prepare(await load()),
    onResult,
    onError: (error) => log.error({ error }, 'Failed to record a reload'),
  });
  running.defer(reloader.close);
  const reload = async () => {
    const result = await reloader.reload();
    if (!result.ok) throw result.error;
  };

  const app = createApp({
    exposition,
    tenants: tenants.snapshots,
    telemetryPath: web.telemetryPath,
    telemetryTenants: web.telemetryTenants,
    isDemo,
    ...(web.enableLifecycle && { reload }),
    ...(prediction && { explain: prediction.explain }),
    version: buildInfo.version,
    ...(webConfig && { webConfig }),
    analytics: analytics.handler,
    onError: (error) => log.error({ error }, 'Request failed'),
    now: () => Date.now() / 1000,
  });
  // The first scrape must include every tenant.
  await exposition.settled();
  const listeners: Listener[] = [];
  running.defer(async () => void (await Promise.all(listeners.map((listener) => listener.close()))));
  const listenOptions = {
    ...(webConfig && { webConfig }),
    onError: (error: unknown) => log.error({ error }, 'HTTP server error'),
  };
  for (const address of web.listenAddresses) listeners.push(await listen(app, address, listenOptions));
  // Polling starts only once every address is bound: a start that fails again and again must not authenticate each time.
  await first.commit();
  first = undefined;
  await onResult({ ok: true });
  sighup.listen(() => void reloader.reload());

  for (const { url } of listeners)
    log.info({ url: `${url}/`, metrics: `${url}${web.telemetryPath}` }, 'Listening');
  log.info(
    {
      version: buildInfo.version,
      node_version: buildInfo.nodeVersion,
      tenants: firstConfig.tenants.length,
      demo: isDemo,
    },
    'Started',
  );
  await stop.signalled;
  log.info('Stopping');
}

/** Undefined when the configuration turns prediction off. */
function startPrediction(
  { prediction: { enabled, state_path: statePath } }: Config,
  { predictionUp }: ProcessMetrics,
  log: Logger,
): PredictionService | undefined {
  if (!enabled) {
    // An instrument without labels is exported as 0 until it is removed.
    predictionUp.remove();
    return undefined;
  }
  return startPredictionService({
    log,
    onUp: (isUp) => predictionUp.set(Number(isUp)),
    ...(statePath !== undefined && { statePath }),
  });
}

/** Records the result of each load of the configuration in metrics and log before the next scrape. */
function recordReloads(
  { configReloadSuccessful, configReloadSuccessTimestamp }: ProcessMetrics,
  exposition: Exposition,
  log: Logger,
) {
  let isReload = false;
  return async (result: ReloadResult) => {
    configReloadSuccessful.set(Number(result.ok));
    if (result.ok) {
      configReloadSuccessTimestamp.set(Date.now() / 1000);
      log.info(isReload ? 'Configuration reloaded' : 'Configuration loaded');
    } else {
      log.error({ error: result.error }, 'Failed to reload the configuration; using the previous one');
    }
    isReload = true;
    await exposition.refresh();
  };
}
