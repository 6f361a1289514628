import { isDeepStrictEqual } from 'node:util';
import type { Cluster, Shard } from '../cluster/index.ts';
import { type Config, type Environment, type Prepared, prepareAll } from '../config/index.ts';
import { createExposition, type Exposition, type ProcessMetrics } from '../exposition/index.ts';
import { createLogger, type Logger, type LogOptions } from '../logging/index.ts';
import { platforms } from '../platforms/index.ts';
import { type PredictionService, startPredictionService } from '../prediction/index.ts';
import { type AnalyticsService, serveAnalytics } from './serve-analytics.ts';
import { startCluster } from './start-cluster.ts';
import { type WatchedTenants, watchTenants } from './tenants/watch-tenants.ts';

/** What runs behind the HTTP server. */
export interface ExporterServices {
  readonly exposition: Exposition;
  /** Absent when the configuration turns prediction off. */
  readonly prediction?: PredictionService;
  /** Absent when the configuration names no other replicas. */
  readonly cluster?: Cluster;
  readonly tenants: WatchedTenants;
  readonly analytics: AnalyticsService;
  /** The configuration in use. */
  readonly config: () => Config;
  /**
   * Prepares the change to another configuration; `file` is its name in messages.
   * @throws ConfigError for a configuration that cannot be applied.
   */
  readonly prepare: (config: Config, file: string) => Promise<Prepared>;
}

export interface ServiceOptions {
  readonly env: Environment;
  readonly shard: Shard;
  readonly processMetrics: ProcessMetrics;
  readonly log: Logger;
  readonly logOptions: LogOptions;
}

/** Starts the services of a configuration, without polling any tenant yet. `running` stops them in reverse order. */
export async function startServices(
  config: Config,
  { env, shard, processMetrics, log, logOptions }: ServiceOptions,
  running: AsyncDisposableStack,
): Promise<ExporterServices> {
  const exposition = createExposition({
    processMetrics,
    cardinality: config.exposition,
    onError: (error) => log.error({ error }, 'Tenant metrics incomplete'),
  });
  running.defer(exposition.close);
  const prediction = startPrediction(config, processMetrics, log);
  running.defer(async () => prediction?.close());
  const cluster = await startCluster(config.cluster, { shard, processMetrics, log });
  running.defer(async () => cluster?.close());
  const tenants = watchTenants({
    platforms,
    exposition,
    processMetrics,
    log,
    env,
    ...(prediction && { prediction }),
    ...(cluster && { cluster }),
  });
  running.defer(tenants.stop);
  const analytics = await serveAnalytics(config.cache, {
    tenant: tenants.find,
    processMetrics,
    log,
    auditLog: createLogger({ level: 'info', format: 'json', sink: logOptions.sink }),
  });
  running.defer(analytics.close);
  let current = config;

  return {
    exposition,
    tenants,
    analytics,
    config: () => current,
    ...(prediction && { prediction }),
    ...(cluster && { cluster }),
    prepare: async (changed, file) => {
      const prepared = await prepareAll([
        async () => ({
          commit: async () => exposition.configure(changed.exposition),
          discard: async () => {},
        }),
        () => analytics.prepare(changed.cache),
        () => tenants.prepare(changed, file),
      ]);
      return {
        ...prepared,
        commit: async () => {
          for (const section of ['prediction', 'cluster'] as const)
            if (!isDeepStrictEqual(changed[section], config[section]))
              log.warn({}, `Section ${section} is only read at startup; restart to apply its change`);
          await prepared.commit();
          current = changed;
        },
      };
    },
  };
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
