import { type Config, type Environment, sameTenant, type TenantConfig } from '../config/index.ts';
import { guarded } from '../domain/index.ts';
import type { Exposition, ProcessMetrics } from '../exposition/index.ts';
import type { Platform } from '../platforms/index.ts';
import { systemClock } from '../polling/index.ts';
import type { PredictionService } from '../prediction/index.ts';
import { snapshotOf, type TenantSnapshot } from '../signals/index.ts';
import { connectTenant } from './connect-tenant.ts';
import { followWithForecasts } from './follow-with-forecasts.ts';
import { type ErrorLog, pollConnection, polledCollectors } from './poll-connection.ts';
import type { ConnectedTenant } from './serve-analytics.ts';
import { vendorObserver } from './vendor-observer.ts';

/** A log that can be narrowed to one tenant. */
export interface RootLog extends ErrorLog {
  child(fields: object): ErrorLog;
}

export interface WatchOptions {
  readonly platforms: readonly Platform[];
  readonly exposition: Exposition;
  readonly processMetrics: ProcessMetrics;
  /** Absent: nothing is predicted. */
  readonly prediction?: PredictionService;
  readonly log: RootLog;
  /** What the files of desired states may refer to. */
  readonly env: Environment;
}

/** The tenants that are polled and shown, as the configuration has them. */
export interface WatchedTenants {
  /** Starts, stops and restarts tenants until they match; those that did not change are left alone. */
  readonly apply: (config: Config) => Promise<void>;
  /** In the configuration's order. */
  readonly snapshots: () => readonly TenantSnapshot[];
  readonly find: (name: string) => ConnectedTenant | undefined;
  readonly stop: () => Promise<void>;
}

interface Watched extends ConnectedTenant {
  readonly snapshot: () => TenantSnapshot;
  readonly stop: () => Promise<void>;
}

export function watchTenants(options: WatchOptions): WatchedTenants {
  let watched: readonly Watched[] = [];

  const stopAndForget = async ({ config, stop }: Watched) => {
    await stop();
    options.exposition.remove(config.name);
  };

  return {
    apply: async ({ tenants }) => {
      const kept = watched.filter(({ config }) => tenants.some((tenant) => sameTenant(tenant, config)));
      await Promise.all(watched.filter((each) => !kept.includes(each)).map(stopAndForget));
      // At every moment it holds all that run: one that cannot be started must not leave another that nobody can stop.
      const running = [...kept];
      watched = running;
      for (const tenant of tenants)
        if (!kept.some(({ config }) => sameTenant(tenant, config)))
          running.push(watchTenant(tenant, options));
      watched = tenants.flatMap((tenant) => running.find(({ config }) => sameTenant(tenant, config)) ?? []);
    },
    snapshots: () => watched.map(({ snapshot }) => snapshot()),
    find: (name) => watched.find(({ config }) => config.name === name),
    stop: async () => {
      await Promise.all(watched.map(({ stop }) => stop()));
    },
  };
}

/** Logs when forecasts begin to be late, and when they are in time again. */
function forecastLog(log: ErrorLog): (isMade: boolean) => void {
  let isMissing = false;
  return (isMade) => {
    if (isMade && isMissing) log.info({}, 'Forecast recovered');
    if (!isMade && !isMissing) log.warn({}, 'Forecast not made in time; its metrics are absent');
    isMissing = !isMade;
  };
}

function watchTenant(config: TenantConfig, options: WatchOptions): Watched {
  const { exposition, log: rootLog } = options;
  const log = rootLog.child({ tenant: config.name });
  const connection = connectTenant(config, {
    platforms: options.platforms,
    observer: vendorObserver(config.name, options.processMetrics),
    log,
  });

  let stopped = false;
  const show = (snapshot: TenantSnapshot) => {
    // A forecast may come in after its tenant has gone.
    if (stopped) return;
    shown = snapshot;
    exposition.publish(shown);
  };
  const onError = (error: unknown) => log.error({ error }, 'Failed to show a poll');
  const logForecast = forecastLog(log);
  const follow = followWithForecasts(config, {
    prediction: options.prediction,
    show,
    onForecast: (isMade) => {
      if (!stopped) logForecast(isMade);
    },
    onError: guarded(onError, () => {}),
  });
  const collectors = polledCollectors(config, connection, { env: options.env, log });
  const poller = pollConnection(config, collectors, { log, onChange: follow });
  let shown: TenantSnapshot;
  show(snapshotOf(poller.state(), config.serviceLevel, systemClock.now()));
  log.info({ platform: config.platform, api: config.api }, 'Started polling');

  return {
    config,
    connection,
    snapshot: () => shown,
    stop: async () => {
      stopped = true;
      await poller.stop();
      await connection.close();
    },
  };
}
