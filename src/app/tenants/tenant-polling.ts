import type { PollStart } from '../../cluster/index.ts';
import type { TenantConfig } from '../../config/index.ts';
import type { Collector, TenantState } from '../../domain/index.ts';
import type { TenantPoller } from '../../polling/index.ts';
import {
  type ConnectOptions,
  connectTenant,
  type RequestLog,
  type TenantConnection,
} from './connect-tenant.ts';
import { type ErrorLog, pollConnection, polledCollectors, tenantIdentity } from './poll-connection.ts';
import type { TenantObserver } from './vendor-observer.ts';
import type { DriftOptions } from './watch-drift.ts';

/** Polling of one tenant, which may begin and end several times: each time with a connection of its own. */
export interface TenantPolling {
  /** In the order in which they are shown. */
  readonly collectors: readonly Collector[];
  readonly stateBeforeFirstPoll: TenantState;
  /** Starts polling; `start` says from where another replica's polls are continued. @throws Error when it cannot connect. */
  readonly start: (start?: PollStart) => TenantPoller;
  /** Changes this process's share of the request budget. */
  readonly setShare: (share: number) => void;
  readonly stop: () => Promise<void>;
  /** Undefined while it does not poll. */
  readonly connection: () => TenantConnection | undefined;
}

export interface TenantPollingOptions extends DriftOptions {
  readonly config: TenantConfig;
  /** For the first start; no request was sent yet. */
  readonly connection: TenantConnection;
  readonly connect: ConnectOptions;
  readonly observer: TenantObserver;
  readonly log: ErrorLog & RequestLog;
  /** Records the polls of a collector. */
  readonly watch: (collector: Collector) => Collector;
  readonly onChange: (state: TenantState) => void;
}

export function createTenantPolling(options: TenantPollingOptions): TenantPolling {
  const { config, connect, observer, log, watch, onChange } = options;
  let unused: TenantConnection | undefined = options.connection;
  const { platformName } = options.connection;
  const collectors = polledCollectors(config, options.connection, options);
  for (const collector of config.unusedPolling ?? []) {
    const { platform, api } = config;
    log.warn(
      { platform, api, key: `polling.${collector}` },
      'Polling of a collector that the API lacks has no effect',
    );
  }
  let running: { readonly poller: TenantPoller; readonly connection: TenantConnection } | undefined;

  async function close(connection: TenantConnection): Promise<void> {
    try {
      await connection.close();
    } catch (error) {
      log.error({ error }, 'Failed to close the connection');
    }
  }

  return {
    collectors,
    stateBeforeFirstPoll: {
      tenant: tenantIdentity(config, platformName),
      collectors: collectors.map(({ name }) => ({
        status: {
          name,
          intervalSeconds: config.polling.collectors[name].intervalSeconds,
          missed: 0,
          skipped: 0,
          rejected: {},
        },
      })),
    },
    start: (start) => {
      const connection = unused ?? connectTenant(config, connect);
      const polled = unused ? collectors : polledCollectors(config, connection, options);
      unused = undefined;
      observer.begin();
      if (start) connection.budget.setShare(start.share);
      const poller = pollConnection(config, polled.map(watch), {
        log,
        platformName,
        budget: connection.budget,
        onChange,
        ...(start && { resume: start.resume, mayPoll: start.mayPoll }),
      });
      running = { poller, connection };
      log.info({ platform: config.platform, api: config.api }, 'Started polling');
      return poller;
    },
    setShare: (share) => running?.connection.budget.setShare(share),
    stop: async () => {
      const stopped = running;
      running = undefined;
      await stopped?.poller.stop();
      for (const connection of [stopped?.connection, unused]) if (connection) await close(connection);
      unused = undefined;
      observer.end();
    },
    connection: () => running?.connection,
  };
}
