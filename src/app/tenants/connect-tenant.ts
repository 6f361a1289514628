import { abortable, withTimeout } from '../../async/index.ts';
import { ConfigError, type TenantConfig } from '../../config/index.ts';
import { errorMessage } from '../../domain/index.ts';
import type { Connection, Log, Platform } from '../../platforms/index.ts';
import { systemClock } from '../../polling/index.ts';
import {
  createRequestBudget,
  createVendorClient,
  type NetworkSettings,
  type RequestBudget,
  UNLIMITED,
  type VendorObserver,
} from '../../vendor-http/index.ts';

/** A log that also accepts a line for each request. */
export interface RequestLog extends Log {
  debug(fields: object, message: string): void;
}

export interface ConnectOptions {
  readonly platforms: readonly Platform[];
  readonly observer: VendorObserver;
  readonly log: RequestLog;
  /** Whether requests may change the platform's configuration; false by default. */
  readonly mayWrite?: boolean;
}

/** @throws Error when no adapter speaks the tenant's API. */
export function findPlatform(config: TenantConfig, platforms: readonly Platform[]): Platform {
  const platform = platforms.find((each) => each.platform === config.platform && each.api === config.api);
  if (!platform) throw new Error(`No adapter for platform ${config.platform}, api ${config.api}`);
  return platform;
}

/** A tenant's adapter, and the request budget that all of its clients share. */
export interface TenantConnection extends Connection {
  readonly budget: RequestBudget;
  /** Name of the platform in the vendor's spelling. */
  readonly platformName: string;
}

/** Requests in flight are aborted: closing takes milliseconds, and must not delay a shutdown or another replica. */
const CLOSE_SECONDS = 2;
const NEVER = new AbortController().signal;

/** Connects a tenant's adapter to an HTTP client; no request is sent yet. */
export function connectTenant(
  config: TenantConfig,
  { platforms, observer: receiver, log, mayWrite = false }: ConnectOptions,
): TenantConnection {
  const observer = withRequestLog(receiver, log);
  const platform = findPlatform(config, platforms);
  const budget = budgetOf(config.requestsPerMinute ?? platform.requestsPerMinute, observer);
  const connection = platform.connect({
    settings: platform.settings.parse(config.settings),
    selection: config.queues,
    agentIds: config.agents.ids,
    windowSeconds: config.serviceLevel.defaults.windowSeconds,
    openClient: (target) =>
      createVendorClient({
        ...target,
        tenant: config.name,
        // The budget belongs to the tenant's credentials: requests for public pages do not count.
        ...(target.authenticate && { budget }),
        maxBodyBytes: config.maxBodyBytes,
        network: target.authenticate ? config.network : withoutIdentity(config.network),
        readOnly: !mayWrite,
        observer,
        log,
      }),
    log,
    now: systemClock.now,
    monotonic: systemClock.monotonic,
  });
  return {
    ...connection,
    budget,
    platformName: platform.displayName,
    close: async () => {
      budget.close();
      const closed = connection.close();
      await withTimeout(CLOSE_SECONDS, NEVER, (until) => abortable(closed, until));
    },
  };
}

/** Network settings for other hosts than the API's, which need neither the client's certificate nor the API's name. */
export function withoutIdentity({ tls, ...network }: NetworkSettings): NetworkSettings {
  return { ...network, ...(tls?.caFile !== undefined && { tls: { caFile: tls.caFile } }) };
}

/** Logs a line for each request, with the fields of its metrics and of its response. */
function withRequestLog(observer: VendorObserver, log: RequestLog): VendorObserver {
  return {
    ...observer,
    requestEnded: (request) => {
      observer.requestEnded(request);
      const { seconds, correlationId, failureBody: _, ...fields } = request;
      log.debug(
        { ...fields, ms: Math.round(seconds * 1000), correlation_id: correlationId },
        'Request completed',
      );
    },
  };
}

function budgetOf(requestsPerMinute: number | undefined, observer: VendorObserver): RequestBudget {
  if (requestsPerMinute === undefined) return UNLIMITED;
  let budget: RequestBudget | undefined;
  const onChange = (remaining: number) =>
    observer.budgetChanged(budget?.requestsPerMinute ?? requestsPerMinute, remaining);
  budget = createRequestBudget({ requestsPerMinute, onChange });
  return budget;
}

interface ConfiguredConnection {
  readonly config: TenantConfig;
  readonly connection: TenantConnection;
}

/**
 * Connects all of the tenants or none; no request is sent yet.
 * @throws ConfigError that names the tenant that cannot be connected; the connections made before it are closed.
 */
export async function connectTenants(
  tenants: readonly TenantConfig[],
  file: string,
  optionsOf: (config: TenantConfig) => ConnectOptions,
): Promise<readonly ConfiguredConnection[]> {
  const connected: ConfiguredConnection[] = [];
  for (const config of tenants) {
    try {
      connected.push({ config, connection: connectTenant(config, optionsOf(config)) });
    } catch (error) {
      await Promise.allSettled(connected.map(({ connection }) => connection.close()));
      const message = `cannot be connected: ${errorMessage(error)}`;
      throw new ConfigError([{ file, path: `tenant ${config.name}`, message }], { cause: error });
    }
  }
  return connected;
}
