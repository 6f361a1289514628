import type { VirtualClock } from './clock.ts';
import type { ContactCentre } from './engine/index.ts';
import { createFaultBoard, type FaultBoard } from './http/fault.ts';
import { createRateLimiter, type RateLimiter } from './http/rate-limit.ts';
import { createTokenStore, type TokenStore } from './http/token-store.ts';
import type { ClientCredentials, VendorApi, VendorApiSettings } from './http/vendor-api.ts';
import { disturbanceOf, type Scenario, type ScenarioInput, STEADY, scenarioSchema } from './scenario.ts';

/** One simulated tenant: a contact centre behind one vendor API. */
export interface Tenant {
  readonly name: string;
  readonly vendorApi: VendorApi;
  readonly client: ClientCredentials;
  readonly settings: VendorApiSettings;
  readonly tokens: TokenStore;
  readonly faults: FaultBoard;
  readonly limiter: RateLimiter;
  /** The contact centre, advanced to this moment of virtual time. */
  centre(): ContactCentre;
  readonly scenario: Scenario;
  /** @throws ZodError for a malformed scenario, RangeError for a queue that does not exist. */
  setScenario(input: ScenarioInput): void;
  /** Current request limit per minute. */
  requestsPerMinute(): number;
  countRequest(endpoint: string, code: string): void;
  /** Completed requests by endpoint and status (`dropped` without a response). */
  readonly requests: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface TenantParts {
  readonly name: string;
  readonly vendorApi: VendorApi;
  readonly client: ClientCredentials;
  readonly settings: VendorApiSettings;
  readonly centre: ContactCentre;
  readonly clock: VirtualClock;
  readonly tokenLifetimeSeconds: number;
  readonly requestsPerMinute: number;
}

export function createTenant(parts: TenantParts): Tenant {
  const { name, vendorApi, client, settings, centre, clock } = parts;
  const requests: Record<string, Record<string, number>> = {};
  let scenario: Scenario = STEADY;
  const current = (): ContactCentre => {
    centre.advanceTo(clock.now());
    return centre;
  };
  return {
    name,
    vendorApi,
    client,
    settings,
    tokens: createTokenStore(parts.tokenLifetimeSeconds),
    faults: createFaultBoard(),
    limiter: createRateLimiter(),
    centre: current,
    get scenario() {
      return scenario;
    },
    setScenario(input) {
      const next = scenarioSchema.parse(input);
      const queueId = 'queue' in next ? queueIdOf(centre, next.queue) : undefined;
      const disturbance = disturbanceOf(next, queueId);
      current().clearDisturbances();
      if (disturbance) centre.disturb(disturbance);
      scenario = next;
    },
    requestsPerMinute: () =>
      scenario.scenario === 'rate_limited' ? scenario.requestsPerMinute : parts.requestsPerMinute,
    countRequest(endpoint, code) {
      const codes = requests[endpoint] ?? {};
      requests[endpoint] = codes;
      codes[code] = (codes[code] ?? 0) + 1;
    },
    requests,
  };
}

function queueIdOf({ queues }: ContactCentre, idOrName: string | undefined): string | undefined {
  if (idOrName === undefined) return undefined;
  const queue = queues.find(({ id, name }) => id === idOrName || name === idOrName);
  if (!queue) throw new RangeError(`no queue with the id or name ${JSON.stringify(idOrName)}`);
  return queue.id;
}
