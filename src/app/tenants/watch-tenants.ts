import { OtherReplicaError } from '../../analytics-api/index.ts';
import { guarded } from '../../async/index.ts';
import type { Cluster } from '../../cluster/index.ts';
import {
  type Config,
  type Environment,
  type Prepared,
  sameTenant,
  type TenantConfig,
} from '../../config/index.ts';
import { type AnalyticsReader, byRank, type Collector } from '../../domain/index.ts';
import type { Exposition, ProcessMetrics } from '../../exposition/index.ts';
import type { Platform } from '../../platforms/index.ts';
import { systemClock } from '../../polling/index.ts';
import type { PredictionService } from '../../prediction/index.ts';
import type { CollectorPolls, CollectorSources } from '../../server/index.ts';
import { snapshotOf, type TenantSnapshot } from '../../signals/index.ts';
import { createPollRecorder, type PollRecorder } from '../debug/poll-recorder.ts';
import type { ConnectedTenant } from '../serve-analytics.ts';
import { connectTenants, type RequestLog, type TenantConnection } from './connect-tenant.ts';
import type { ErrorLog } from './poll-connection.ts';
import { publishWithForecasts } from './publish-with-forecasts.ts';
import { sharePolling } from './share-tenant.ts';
import { createTenantPolling, type TenantPolling } from './tenant-polling.ts';
import { type TenantObserver, vendorObserver } from './vendor-observer.ts';

type TenantLog = ErrorLog & RequestLog;

/** A log that creates a child log for each tenant. */
export interface RootLog extends TenantLog {
  child(fields: object): TenantLog;
}

export interface WatchOptions {
  readonly platforms: readonly Platform[];
  readonly exposition: Exposition;
  readonly processMetrics: ProcessMetrics;
  /** Absent when prediction is disabled. */
  readonly prediction?: PredictionService;
  /** Absent without other replicas. */
  readonly cluster?: Cluster;
  readonly log: RootLog;
  /** Variables that the files of desired states may refer to. */
  readonly env: Environment;
}

/** Life cycle of the configured tenants: each is polled and its metrics are published. */
export interface WatchedTenants {
  /**
   * Connects new and changed tenants; no request is sent and nothing is published yet. The commit stops removed and
   * changed tenants and starts the connected ones; unchanged tenants keep running.
   * @throws ConfigError for a tenant that cannot be connected.
   */
  readonly prepare: (config: Config, file: string) => Promise<Prepared>;
  /** In the configuration's order. */
  readonly snapshots: () => readonly TenantSnapshot[];
  /** Whether the committed configuration has no tenants. */
  readonly isIdle: () => boolean;
  readonly find: (name: string) => ConnectedTenant | undefined;
  /** The last polls of each collector. */
  readonly polls: () => readonly CollectorPolls[];
  /** What the collectors of a tenant can report, polled or not; empty for an unknown tenant. */
  readonly sources: (name: string) => CollectorSources;
  readonly stop: () => Promise<void>;
}

interface Watched extends ConnectedTenant {
  readonly polls: PollRecorder['polls'];
  readonly sources: CollectorSources;
  readonly snapshot: () => TenantSnapshot;
  readonly stop: () => Promise<void>;
}

/** A tenant that is connected but not polled yet. */
interface Connected {
  readonly config: TenantConfig;
  readonly connection: TenantConnection;
  readonly observer: TenantObserver;
  readonly recorder: PollRecorder;
}

export function watchTenants(options: WatchOptions): WatchedTenants {
  const { platforms, exposition, processMetrics, log } = options;
  let watched: readonly Watched[] = [];
  let isIdle = false;

  const stopAndRemove = async ({ config, stop }: Watched) => {
    await stop();
    await exposition.remove(config.name);
  };

  async function connectNew(tenants: readonly TenantConfig[], file: string): Promise<readonly Connected[]> {
    const observed = new Map(tenants.map((config) => [config, observe(config.name)]));
    const observedOf = (config: TenantConfig) => observed.get(config) ?? observe(config.name);
    const connections = await connectTenants(tenants, file, (config) => ({
      platforms,
      observer: observedOf(config).observer,
      log: log.child({ tenant: config.name }),
    }));
    return connections.map((connected) => ({ ...connected, ...observedOf(connected.config) }));
  }

  /** Records the requests of a tenant in its metrics and its last polls. */
  function observe(name: string): Pick<Connected, 'observer' | 'recorder'> {
    const recorder = createPollRecorder(name);
    const metrics = vendorObserver(name, processMetrics);
    const requestEnded: TenantObserver['requestEnded'] = (request) => {
      metrics.requestEnded(request);
      recorder.requestEnded(request);
    };
    return { recorder, observer: { ...metrics, requestEnded } };
  }

  return {
    prepare: async ({ tenants }, file) => {
      const isKept = (config: TenantConfig) => watched.some((each) => sameTenant(config, each.config));
      const connected = await connectNew(
        tenants.filter((config) => !isKept(config)),
        file,
      );
      return {
        commit: async () => {
          const kept = watched.filter(({ config }) => tenants.some((tenant) => sameTenant(tenant, config)));
          isIdle = tenants.length === 0;
          const removed = watched.filter((each) => !kept.includes(each));
          watched = kept;
          await Promise.all(removed.map(stopAndRemove));
          const started = connected.map((each) => watchTenant(each, options));
          const running = [...kept, ...started];
          watched = tenants.flatMap(({ name }) => running.find(({ config }) => config.name === name) ?? []);
        },
        discard: async () => {
          await Promise.allSettled(connected.map(({ connection }) => connection.close()));
        },
      };
    },
    snapshots: () => watched.map(({ snapshot }) => snapshot()),
    isIdle: () => isIdle,
    polls: () => watched.flatMap(({ polls }) => polls()),
    sources: (name) => watched.find(({ config }) => config.name === name)?.sources ?? new Map(),
    find: (name) => watched.find(({ config }) => config.name === name),
    stop: async () => {
      await Promise.all(watched.map(({ stop }) => stop()));
    },
  };
}

/** Logs the first late forecast, and the first one in time after it. */
function forecastLog(log: ErrorLog): (isMade: boolean) => void {
  let isMissing = false;
  return (isMade) => {
    if (isMade && isMissing) log.info({}, 'Forecast recovered');
    if (!isMade && !isMissing) log.warn({}, 'Forecast timed out; its metrics are absent');
    isMissing = !isMade;
  };
}

function watchTenant({ config, connection, observer, recorder }: Connected, options: WatchOptions): Watched {
  const { exposition, cluster } = options;
  const log = options.log.child({ tenant: config.name });

  let stopped = false;
  const publish = (snapshot: TenantSnapshot) => {
    // A forecast may arrive after its tenant was removed.
    if (stopped) return;
    shown = snapshot;
    exposition.publish(shown);
  };
  const onError = guarded(
    (error: unknown) => log.error({ error }, 'Failed to publish a poll'),
    () => {},
  );
  const logForecast = forecastLog(log);
  const show = publishWithForecasts(config, {
    publish,
    share: (state, forecast) => shared?.publish(state, forecast) ?? true,
    ...(options.prediction && { prediction: options.prediction }),
    onForecast: (isMade) => {
      if (!stopped) logForecast(isMade);
    },
    onError,
  });
  const polling = createTenantPolling({
    config,
    connection,
    connect: { platforms: options.platforms, observer, log },
    observer,
    watch: recorder.watch,
    env: options.env,
    log,
    onChange: (state) => show(state),
  });
  let shown: TenantSnapshot;
  const first = cluster ? polling.stateBeforeFirstPoll : polling.start().state();
  publish(snapshotOf(first, config.serviceLevel, systemClock.now()));
  const shared =
    cluster &&
    sharePolling(config, {
      cluster,
      polling,
      show,
      onError,
      onUnreadable: (error) => log.warn({ error }, 'Ignored a shared forecast that this version cannot read'),
    });

  return {
    config,
    polls: recorder.polls,
    sources: sourcesOf([...connection.collectors, ...polling.collectors]),
    connection: { ...(connection.analytics && { analytics: analyticsOf(polling) }) },
    snapshot: () => shown,
    stop: async () => {
      stopped = true;
      await shared?.leave();
      await polling.stop();
    },
  };
}

/** Queries go to the platform while this process polls the tenant. */
function analyticsOf(polling: TenantPolling): AnalyticsReader {
  return {
    query: async (query, signal) => {
      const reader = polling.connection()?.analytics;
      if (reader) return reader.query(query, signal);
      throw new OtherReplicaError('Another replica polls the tenant; send the query to that one');
    },
  };
}

/** Those that win first. */
function sourcesOf(collectors: readonly Collector[]): CollectorSources {
  const ranked = collectors.toSorted((a, b) => byRank(b.name, a.name));
  return new Map(ranked.map(({ name, sources = {} }) => [name, sources]));
}
