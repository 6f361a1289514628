import type { RequestListener } from 'node:http';
import type { Shard } from '../cluster/index.ts';
import {
  createReloader,
  type Environment,
  formatRunningConfig,
  type Prepared,
  type Reloader,
  type WatchedWebConfig,
} from '../config/index.ts';
import { createProcessMetrics, type ProcessMetrics } from '../exposition/index.ts';
import { createLogger, type Logger, type LogOptions } from '../logging/index.ts';
import { createApp, type ListenAddress, type Listener, listen } from '../server/index.ts';
import { type ConfigSource, openConfigSource } from './config-source.ts';
import { type ExporterServices, startServices } from './exporter-services.ts';
import { handleProcessFaults } from './process/process-faults.ts';
import { bufferSighup, type SighupBuffer } from './process/sighup.ts';
import { listenForStopSignal } from './process/stop-signal.ts';
import { type SystemdSocket, systemdSockets } from './process/systemd-sockets.ts';
import { recordReloads } from './record-reloads.ts';
import { buildInfo } from './version.ts';
import { watchConfig } from './watch-config.ts';
import { openWebConfig } from './web-config.ts';

export interface ExporterOptions {
  /** Absent: the embedded simulator runs and is polled. */
  readonly configFile: string | undefined;
  /** Interval between checks of the configuration for changes; absent: it is reloaded on request alone. */
  readonly autoReloadSeconds?: number | undefined;
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
    /** Roles of the users; absent: every user may do everything. */
    readonly rolesFile: string | undefined;
    /** Absent: only the addresses are known. */
    readonly externalUrl: URL | undefined;
    /** Path below which everything is served, such as `/calls`, or empty. */
    readonly routePrefix: string;
    /** Whether to listen on the sockets that systemd passes, instead of the addresses. */
    readonly usesSystemdSocket: boolean;
    /** Whether `POST /-/reload` reloads the configuration. */
    readonly enableLifecycle: boolean;
  };
  /** The tenants that this exporter polls. */
  readonly shard: Shard;
  /** SIGHUPs received while the program was being loaded. */
  readonly sighup?: SighupBuffer;
}

/**
 * Runs the exporter: polls the tenants of a configuration and serves their metrics, reloads on SIGHUP, and resolves once
 * SIGINT or SIGTERM has stopped everything.
 * @throws ConfigError for an invalid configuration, and Error for an address that cannot be listened on.
 */
export async function runExporter({
  configFile,
  autoReloadSeconds,
  env,
  log: logOptions,
  web,
  shard,
  sighup = bufferSighup(),
}: ExporterOptions): Promise<void> {
  const log = createLogger(logOptions);
  await using running = new AsyncDisposableStack();
  running.defer(handleProcessFaults(log).dispose);
  const stop = listenForStopSignal();
  running.defer(stop.dispose);
  running.defer(sighup.dispose);

  const webConfig =
    web.configFile === undefined ? undefined : await openWebConfig(web.configFile, web.rolesFile, log);
  running.defer(() => webConfig?.close());
  const source = await openConfigSource(configFile, env, shard);
  running.defer(source.close);
  if (source.isDemo) log.warn('Serving simulated data; set --config.file to poll real tenants');

  const processMetrics = startProcessMetrics(source, shard);
  const config = await source.load();
  const services = await startServices(config, { env, shard, processMetrics, log, logOptions }, running);
  let first: Prepared | undefined = await services.prepare(config, source.name);
  running.defer(async () => first?.discard());
  const onResult = recordReloads(processMetrics, services.exposition, log);
  const reloader = createReloader({
    prepare: async () => services.prepare(await source.load(), source.name),
    onResult,
    onError: (error) => log.error({ error }, 'Failed to record a reload'),
  });
  running.defer(reloader.close);

  const app = exporterApp(services, { web, webConfig, isDemo: source.isDemo, reloader, log });
  // The first scrape must include every tenant.
  await services.exposition.settled();
  const listeners = await listenOnAll(
    app,
    web.usesSystemdSocket ? systemdSockets(env, process.pid) : web.listenAddresses,
    { webConfig, log },
    running,
  );
  // Polling starts only once every address is bound: a start that fails again and again must not authenticate each time.
  await first.commit();
  first = undefined;
  await onResult({ ok: true });
  sighup.listen(() => void reloader.reload());
  if (autoReloadSeconds !== undefined) {
    const { fingerprint } = source;
    const { reload } = reloader;
    running.defer(watchConfig({ intervalSeconds: autoReloadSeconds, fingerprint, reload }).close);
  }

  for (const { url } of listeners)
    log.info(
      { url: `${url}${web.routePrefix}/`, metrics: `${url}${web.routePrefix}${web.telemetryPath}` },
      'Listening',
    );
  log.info(
    {
      version: buildInfo.version,
      node_version: buildInfo.nodeVersion,
      addresses: listeners.map(({ url }) => url),
      external_url: web.externalUrl?.href,
      tenants: config.tenants.length,
      ...(shard.total > 1 && { shard: shard.index, shards: shard.total }),
      ...(config.cluster && { cluster: config.cluster.name }),
      demo: source.isDemo,
    },
    'Started',
  );
  await stop.signalled;
  log.info('Stopping');
}

function startProcessMetrics({ isDemo }: ConfigSource, { index, total }: Shard): ProcessMetrics {
  const processMetrics = createProcessMetrics();
  processMetrics.buildInfo.set({ version: buildInfo.version, node_version: buildInfo.nodeVersion }, 1);
  processMetrics.demoMode.set(Number(isDemo));
  if (total > 1) processMetrics.shards.set({ shard: String(index) }, total);
  return processMetrics;
}

interface AppParts {
  readonly web: ExporterOptions['web'];
  readonly webConfig: WatchedWebConfig | undefined;
  readonly isDemo: boolean;
  readonly reloader: Reloader;
  readonly log: Logger;
}

function exporterApp(
  { exposition, tenants, prediction, cluster, analytics, config }: ExporterServices,
  { web, webConfig, isDemo, reloader, log }: AppParts,
): RequestListener {
  const reload = async () => {
    const result = await reloader.reload();
    if (!result.ok) throw result.error;
  };
  return createApp({
    exposition,
    tenants: tenants.snapshots,
    isIdle: tenants.isIdle,
    ...(cluster && { notes: cluster.notes }),
    telemetryPath: web.telemetryPath,
    telemetryTenants: web.telemetryTenants,
    routePrefix: web.routePrefix,
    ...(web.externalUrl && { externalUrl: web.externalUrl }),
    isDemo,
    ...(web.enableLifecycle && { reload }),
    sources: tenants.sources,
    ...(prediction && { explain: prediction.explain }),
    version: buildInfo.version,
    ...(webConfig && { webConfig }),
    polls: tenants.polls,
    config: () => ({ yaml: formatRunningConfig(config().running), json: config().running }),
    analytics: analytics.handler,
    onError: (error) => log.error({ error }, 'Request failed'),
    now: () => Date.now() / 1000,
  });
}

/** Listens on one address after the other, so that the first that is unavailable is the one reported. */
async function listenOnAll(
  app: RequestListener,
  addresses: readonly (ListenAddress | SystemdSocket)[],
  { webConfig, log }: Pick<AppParts, 'webConfig' | 'log'>,
  running: AsyncDisposableStack,
): Promise<readonly Listener[]> {
  const listeners: Listener[] = [];
  running.defer(async () => void (await Promise.all(listeners.map((listener) => listener.close()))));
  const options = {
    ...(webConfig && { webConfig }),
    onError: (error: unknown) => log.error({ error }, 'HTTP server error'),
  };
  for (const address of addresses) listeners.push(await listen(app, address, options));
  return listeners;
}
