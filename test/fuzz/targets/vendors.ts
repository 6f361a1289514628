import fc from 'fast-check';
import { z } from 'zod';
import { noopVendorObserver } from '../../../src/app/tenants/vendor-observer.ts';
import type { Collection, CollectorName } from '../../../src/domain/index.ts';
import { type Connection, type Platform, platforms } from '../../../src/platforms/index.ts';
import { snapshotOf } from '../../../src/signals/index.ts';
import { startSimulator } from '../../../src/simulator/index.ts';
import type { SimulatedTenant } from '../../../src/simulator/server.ts';
import { createVendorClient, type VendorClient, type VendorRequest } from '../../../src/vendor-http/index.ts';
import { parseResponse } from '../../../src/vendor-http/transport/response.ts';
import { platformSettings } from '../../support/adapter.ts';
import { changeText, changeTree, jsonText, textChange, treeChange } from '../mutations.ts';
import { showSnapshot } from '../show-snapshot.ts';
import { hasCode, SECRET, type Target } from '../target.ts';

/**
 * The body of each endpoint of the four APIs. A simulated tenant's responses are recorded through the real client; then each
 * collector reads them again, with the body of one endpoint changed, and what it makes of them is shown.
 */

/** Ten minutes into a half hour of a Monday morning. */
const START = Date.UTC(2026, 8, 7, 9, 10) / 1000;
const DEADLINE_SECONDS = 10;
/** Longer than any cache of an adapter, so that each poll asks for everything. */
const BETWEEN_POLLS_SECONDS = 90_000;
/** An endless list of pages is stopped by the poll's deadline; here by this many requests. */
const MAX_REQUESTS = 2_000;
const POLICIES = {
  defaults: { target: 0.8, thresholdSeconds: 20, windowSeconds: 900, minContacts: 5, horizonSeconds: 600 },
  rules: [],
};

type Request = VendorRequest<unknown>;
type Respond = (request: Request) => string | Promise<string>;

interface Recorded {
  /** Bodies by the request that they answer. */
  readonly bodies: ReadonlyMap<string, string>;
  /** Collectors by the endpoints that they ask. */
  readonly endpoints: ReadonlyMap<string, CollectorName>;
  readonly settings: object;
  readonly agentId: string;
}

const keyOf = ({ endpoint, method, path, query, json }: Request) =>
  JSON.stringify([endpoint, method, path, query, json]);

/** A client without a network; each body passes through the reader of real responses. */
function clientOf(respond: Respond): VendorClient {
  let requests = 0;
  return {
    request: async (request) => {
      if (++requests > MAX_REQUESTS)
        throw Object.assign(new Error('too many requests'), { code: 'deadline' });
      const text = await respond(request as Request);
      return parseResponse(
        { status: 200, statusText: 'OK', headers: {}, text, bytes: text.length },
        request,
        {
          origin: { tenant: 'acme', collector: undefined, endpoint: request.endpoint },
          secrets: [SECRET],
        },
      );
    },
    close: async () => {},
  };
}

function connect(
  platform: Platform,
  { settings, agentId }: Pick<Recorded, 'settings' | 'agentId'>,
  openClient: (target: Parameters<Parameters<Platform['connect']>[0]['openClient']>[0]) => VendorClient,
): Connection {
  let polls = 0;
  return platform.connect({
    settings: platform.settings.parse(settings),
    selection: { include: [], exclude: [], ids: [] },
    windowSeconds: 900,
    agentIds: [agentId],
    openClient,
    log: { info: () => {}, warn: () => {} },
    now: () => START,
    monotonic: () => polls++ * BETWEEN_POLLS_SECONDS,
  });
}

async function record(platform: Platform, tenant: SimulatedTenant): Promise<Recorded> {
  const bodies = new Map<string, string>();
  const endpoints = new Map<string, CollectorName>();
  const agentId = platform.api === 'acd' ? '20001' : (tenant.centre().agents[0]?.id ?? '');
  const settings = platformSettings(tenant);
  const clients: VendorClient[] = [];
  let collecting: CollectorName = 'queues';
  const connection = connect(platform, { settings, agentId }, (target) => {
    const real = createVendorClient({ tenant: 'acme', ...target, observer: noopVendorObserver });
    clients.push(real);
    return {
      ...real,
      request: async (request, context) => {
        const value = await real.request({ ...request, schema: z.unknown() }, context);
        const text = JSON.stringify(value) ?? '';
        bodies.set(keyOf(request as Request), text);
        if (!endpoints.has(request.endpoint)) endpoints.set(request.endpoint, collecting);
        return request.schema.parse(value);
      },
    };
  });
  for (const collector of connection.collectors) {
    collecting = collector.name;
    await collector.collect(AbortSignal.timeout(DEADLINE_SECONDS * 1000));
  }
  await connection.close();
  return { bodies, endpoints, settings, agentId };
}

/** Every number of a queue that is a count or a time is finite and not negative. */
function impossibleIn(value: unknown, path = ''): string | undefined {
  if (typeof value === 'number')
    return value >= 0 && Number.isFinite(value) ? undefined : `${path} is ${value}`;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, child] of Object.entries(value)) {
    const isUpperBound = path.endsWith('upperBounds') && child === Number.POSITIVE_INFINITY;
    const found = isUpperBound ? undefined : impossibleIn(child, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function show(platform: Platform, name: CollectorName, collection: Collection): Promise<void> {
  const { queues, agents, agentTimes } = collection;
  const impossible = impossibleIn({ queues, agents, agentTimes });
  if (impossible !== undefined) throw new Error(`impossible: ${impossible}`);
  const tenant = { name: 'acme', platform: platform.platform, api: platform.api };
  const status = {
    name,
    intervalSeconds: 15,
    success: true,
    lastSuccessAt: START,
    missed: 0,
    skipped: 0,
    rejected: collection.rejected ?? {},
  };
  await showSnapshot(
    snapshotOf({ tenant, at: START, collectors: [{ status, collection }] }, POLICIES, START),
  );
}

/** One target for each endpoint. An input is what all its responses are changed by, and the body of the first one. */
function endpointTarget(
  platform: Platform,
  { bodies, settings, agentId }: Recorded,
  endpoint: string,
  name: CollectorName,
): Target {
  const isOfEndpoint = (key: string) => JSON.parse(key)[0] === endpoint;
  const own = [...bodies].filter(([key]) => isOfEndpoint(key)).map(([, text]) => text);
  const inputs = fc
    .tuple(
      fc.constantFrom(...own),
      fc.array(treeChange, { minLength: 1, maxLength: 4 }),
      fc.oneof(
        { weight: 9, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(textChange, { maxLength: 2 }) },
      ),
    )
    .map(([text, tree, changes]) =>
      changeText(jsonText(changeTree(text === '' ? {} : JSON.parse(text), tree)), changes),
    );
  const others = new Map([...bodies].map(([key, text]) => [JSON.parse(key)[0] as string, text]));
  return {
    name: `${platform.platform} ${platform.api} ${endpoint}`,
    inputs,
    run: async (input) => {
      const connection = connect(platform, { settings, agentId }, () =>
        clientOf((request) =>
          request.endpoint === endpoint
            ? input
            : (bodies.get(keyOf(request)) ?? others.get(request.endpoint) ?? '{}'),
        ),
      );
      try {
        const signal = AbortSignal.timeout(DEADLINE_SECONDS * 1000);
        // Twice: what is counted up follows from the difference.
        for (const round of [1, 2])
          for (const collector of connection.collectors)
            if (collector.name === name || (collector.name === 'queues' && round === 1))
              await show(platform, collector.name, await collector.collect(signal));
      } finally {
        await connection.close();
      }
    },
    isExpected: (error) => hasCode(error) && !String(error).includes('impossible'),
  };
}

export async function vendorTargets(): Promise<readonly Target[]> {
  const simulator = await startSimulator({
    tenants: platforms.map(({ platform, api }) => ({
      name: `${platform}-${api}`,
      platform,
      api,
      centre: 'globex',
    })),
    startAt: START,
    timeFactor: 0,
    warmUpSeconds: 3600,
  });
  try {
    const all: Target[] = [];
    for (const [index, platform] of platforms.entries()) {
      const recorded = await record(platform, simulator.tenants[index]!);
      for (const [endpoint, name] of recorded.endpoints)
        all.push(endpointTarget(platform, recorded, endpoint, name));
    }
    return all;
  } finally {
    await simulator.close();
  }
}
