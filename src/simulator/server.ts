import { defined } from '../domain/index.ts';
import { createAdminApp, type ServedTenant } from './admin-app.ts';
import { createClock, type VirtualClock } from './clock.ts';
import {
  type ContactCentre,
  type ContactCentreOptions,
  createContactCentre,
  uuidFrom,
} from './engine/index.ts';
import type { Fault } from './http/fault.ts';
import { type Listening, listen } from './http/listen.ts';
import { createTenantApp } from './http/tenant-app.ts';
import { presetCentre } from './presets/index.ts';
import type { ScenarioInput } from './scenario.ts';
import { createTenant, type Tenant } from './tenant.ts';
import { DEMO_TENANTS, vendorApiOf } from './vendor-apis/index.ts';

export interface TenantOptions {
  readonly name: string;
  readonly platform: string;
  readonly api: string;
  /** Name of a preset, or the design of a contact centre. */
  readonly centre: string | Omit<ContactCentreOptions, 'startAt'>;
  /** Real seconds. Default 3600. */
  readonly tokenLifetimeSeconds?: number;
  /** Default 300. */
  readonly requestsPerMinute?: number;
  /** Scopes or permissions of the client; absent: every one that the API defines. */
  readonly scopes?: readonly string[];
  /** How long reads may return the old version after a configuration write, virtual seconds. Default 2. */
  readonly consistencyDelaySeconds?: number;
  readonly scenario?: ScenarioInput;
}

export interface SimulatorOptions {
  /** Absent: {@link DEMO_TENANTS}. */
  readonly tenants?: readonly TenantOptions[];
  /** Seed of preset contact centres. Default 1. */
  readonly seed?: number;
  /** Virtual seconds per real second. Default 1. */
  readonly timeFactor?: number;
  /** Virtual time to start at, Unix seconds; absent: now. */
  readonly startAt?: number;
  /** Simulated history before the start. Default 12 hours, which covers whole shifts. */
  readonly warmUpSeconds?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** The admin interface listens here, the tenants on the ports after it. Default 0: any free ports. */
  readonly port?: number;
  /** Closes the simulator. */
  readonly signal?: AbortSignal;
}

export interface Simulator {
  readonly tenants: readonly SimulatedTenant[];
  /** Root of the admin interface, such as `http://127.0.0.1:10990`. */
  readonly adminUrl: string;
  readonly clock: VirtualClock;
  /** Closes every socket and timer. Idempotent. */
  close(): Promise<void>;
}

export interface SimulatedTenant {
  readonly name: string;
  readonly platform: string;
  readonly api: string;
  readonly baseUrl: string;
  readonly tokenUrl: string;
  readonly credentials: { readonly clientId: string; readonly clientSecret: string };
  /** The tenant's entry in an exporter's configuration. */
  readonly exporterSettings: object;
  /** The contact centre, advanced to this moment: the ground truth behind the API's responses. */
  centre(): ContactCentre;
  setScenario(scenario: ScenarioInput): void;
  addFault(fault: Fault): void;
  clearFaults(): void;
  expireTokens(): void;
  /** Completed requests by endpoint and status. */
  readonly requests: Tenant['requests'];
}

const DEFAULT_SEED = 1;
const DEFAULT_WARM_UP_SECONDS = 12 * 3600;
const DEFAULT_TOKEN_LIFETIME_SECONDS = 3600;
const DEFAULT_REQUESTS_PER_MINUTE = 300;
const DEFAULT_CONSISTENCY_DELAY_SECONDS = 2;

/**
 * Starts contact centres behind their vendors' APIs, each tenant on its own port. Responses carry virtual time; tokens,
 * rate limits and `Retry-After` use real time.
 * @throws RangeError for an unknown preset or API; the system's error when a port is not available.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { tenants = DEMO_TENANTS, host = '127.0.0.1', port = 0, signal } = options;
  const clock = createClock(defined({ factor: options.timeFactor, startAt: options.startAt }));
  const closing = new AbortController();
  const listening: Listening[] = [];
  const close = async (): Promise<void> => {
    closing.abort();
    await Promise.all(listening.splice(0).map((each) => each.close()));
  };
  try {
    const served: ServedTenant[] = [];
    for (const [index, each] of tenants.entries()) {
      const tenant = tenantFrom(each, clock, options);
      const app = createTenantApp(tenant, closing.signal);
      const server = await listen(app, host, port === 0 ? 0 : port + 1 + index);
      listening.push(server);
      served.push({ tenant, baseUrl: urlOf(host, server.port) });
    }
    const admin = await listen(createAdminApp(served, clock), host, port);
    listening.push(admin);
    signal?.addEventListener('abort', () => void close(), { once: true, signal: closing.signal });
    if (signal?.aborted) await close();
    return { tenants: served.map(simulatedTenant), adminUrl: urlOf(host, admin.port), clock, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function tenantFrom(options: TenantOptions, clock: VirtualClock, all: SimulatorOptions): Tenant {
  const { name, platform, api, centre } = options;
  const { seed = DEFAULT_SEED, warmUpSeconds = DEFAULT_WARM_UP_SECONDS } = all;
  const vendorApi = vendorApiOf(platform, api);
  const design = typeof centre === 'string' ? presetCentre(centre, seed) : centre;
  const tenant = createTenant({
    name,
    vendorApi,
    client: {
      clientId: `${name}-exporter`,
      clientSecret: uuidFrom(seed, name, 'secret'),
      scopes: options.scopes ?? vendorApi.grants,
    },
    settings: {
      consistencyDelaySeconds: options.consistencyDelaySeconds ?? DEFAULT_CONSISTENCY_DELAY_SECONDS,
    },
    centre: createContactCentre({ warmUpSeconds, ...design, startAt: clock.now() }),
    clock,
    tokenLifetimeSeconds: options.tokenLifetimeSeconds ?? DEFAULT_TOKEN_LIFETIME_SECONDS,
    requestsPerMinute: options.requestsPerMinute ?? DEFAULT_REQUESTS_PER_MINUTE,
  });
  if (options.scenario) tenant.setScenario(options.scenario);
  return tenant;
}

function simulatedTenant({ tenant, baseUrl }: ServedTenant): SimulatedTenant {
  const { name, client, vendorApi } = tenant;
  const { platform, api } = vendorApi;
  return {
    name,
    platform,
    api,
    baseUrl,
    tokenUrl: `${baseUrl}${vendorApi.tokenEndpoints[0]?.path ?? ''}`,
    credentials: { clientId: client.clientId, clientSecret: client.clientSecret },
    exporterSettings: { name, platform, api, ...vendorApi.exporterSettings({ baseUrl, client }) },
    centre: tenant.centre,
    setScenario: tenant.setScenario,
    addFault: tenant.faults.add,
    clearFaults: tenant.faults.clear,
    expireTokens: tenant.tokens.revokeAll,
    requests: tenant.requests,
  };
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
