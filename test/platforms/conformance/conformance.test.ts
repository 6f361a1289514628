import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type Collection,
  type CollectorName,
  mergeQueues,
  type QueueFacts,
} from '../../../src/domain/index.ts';
import type { Platform } from '../../../src/platforms/index.ts';
import type { ContactCentre } from '../../../src/simulator/engine/contact-centre.ts';
import type { Fault } from '../../../src/simulator/http/fault.ts';
import { startSimulator } from '../../../src/simulator/index.ts';
import { vendorApiOf } from '../../../src/simulator/vendor-apis/index.ts';
import { defaultIntervals } from '../../../tools/api-budget-reference.ts';
import { connectAdapter, platformSettings } from '../../support/adapter.ts';
import { APIS } from './apis.ts';
import { FACT_NAMES, FACTS, WINDOW_SECONDS } from './facts.ts';

/** Every adapter against the same contact centre, which the simulator shows through each vendor's API in turn. */

/** Ten minutes into a half hour of a Monday morning. */
const START = Date.UTC(2026, 8, 7, 9, 10) / 1000;

/** Some agents of the contact centre, and how the API calls them: one counts them, the others keep to their ids. */
function agentsOf({ api }: Platform, { agents }: ContactCentre): ReadonlyMap<string, string> {
  const FIRST_OF_ACD = 20_001;
  const some = agents.slice(0, 20);
  return new Map(some.map(({ id }, index) => [id, api === 'acd' ? String(FIRST_OF_ACD + index) : id]));
}

interface Options {
  readonly scopes?: readonly string[];
  /** Hours of work before the first poll; each takes time to simulate. */
  readonly hours?: number;
}

async function simulated(platform: Platform, { hours = 0, ...options }: Options = {}) {
  const simulator = await startSimulator({
    tenants: [
      {
        name: 'globex',
        platform: platform.platform as 'cxone' | 'genesys',
        api: platform.api,
        centre: 'globex',
        ...options,
      },
    ],
    startAt: START,
    // Stands still, so that an answer and the truth are of the same instant.
    timeFactor: 0,
    warmUpSeconds: hours * 3600,
  });
  onTestFinished(() => simulator.close());
  const tenant = simulator.tenants[0]!;
  const settings = platformSettings(tenant);
  const adapter = connectAdapter(platform, {
    settings,
    now: simulator.clock.now,
    windowSeconds: WINDOW_SECONDS,
    agentIds: [...agentsOf(platform, tenant.centre()).values()],
  });
  /** One poll of each of these collectors, joined as the exporter joins them: the rows of each queue by its name. */
  const poll = async (...names: readonly CollectorName[]) => {
    const collections: [CollectorName, Collection][] = [];
    for (const name of names) collections.push([name, await adapter.collect(name)]);
    return rowsByName(collections);
  };
  const everything = () => poll(...platform.collectors);
  return { simulator, tenant, adapter, poll, everything };
}

function rowsByName(collections: readonly [CollectorName, Collection][]): ReadonlyMap<string, QueueFacts[]> {
  const collectors = collections.map(([name, collection]) => {
    expect(collection.rejected ?? {}).toEqual({});
    return { status: { name, intervalSeconds: 1, missed: 0, skipped: 0, rejected: {} }, collection };
  });
  const tenant = { name: 'globex', platform: 'any', api: 'any' };
  return Map.groupBy(mergeQueues({ tenant, collectors }), ({ name }) => name);
}

describe.each(APIS)('$platform.platform $platform.api', (promised) => {
  const { platform, tells, counts, queueCall, refusesSignIn } = promised;
  it('reports every queue as it is, and nothing that it cannot know', async () => {
    const { simulator, tenant, everything } = await simulated(platform, { hours: 2 });
    tenant.setScenario({ scenario: 'surge', factor: 1.6, rampSeconds: 0 });
    simulator.clock.skip(900);
    const queues = await everything();
    const centre = tenant.centre();
    expect([...queues.keys()].sort()).toEqual(centre.queues.map(({ name }) => name).sort());
    expect(centre.readings().filter(({ waiting }) => waiting > 0).length).toBeGreaterThan(2);
    expect(centre.readings().filter(({ waiting }) => waiting === 0).length).toBeGreaterThan(2);
    for (const reading of centre.readings()) {
      const rows = queues.get(reading.profile.name) ?? [];
      for (const fact of FACT_NAMES) {
        const truth = tells.includes(fact) ? FACTS[fact].truth(reading, centre) : undefined;
        const told = FACTS[fact].told(rows);
        // Instants come in milliseconds.
        expect(told && Math.round(told * 1000), `${fact} of ${reading.profile.name}`).toBe(
          truth && Math.round(truth * 1000),
        );
      }
    }
  });

  const makesUpNoCounters = async () => {
    const { everything } = await simulated(platform, { hours: 2 });
    for (const rows of (await everything()).values())
      for (const { totals } of rows) expect(totals).toBeUndefined();
  };

  const countsFromZero = async () => {
    const { simulator, tenant, everything } = await simulated(platform, { hours: 2 });
    const beginning = tenant.centre().now;
    for (const seconds of [0, 60, 900, 600, 60, 5400]) {
      simulator.clock.skip(seconds);
      const queues = await everything();
      const centre = tenant.centre();
      for (const { id, name } of centre.queues) {
        const totals = queues.get(name)?.flatMap(({ totals }) => totals ?? []) ?? [];
        const sum = (figure: 'offered' | 'answered' | 'answeredWithinThreshold' | 'abandoned') =>
          totals.reduce((all, each) => all + (each[figure] ?? Number.NaN), 0);
        const truth = centre.window(id, beginning, centre.now);
        expect({
          offered: sum('offered'),
          answered: sum('answered'),
          answeredWithinThreshold: sum('answeredWithinThreshold'),
          abandoned: sum('abandoned'),
        }).toEqual({
          offered: truth.offered,
          answered: truth.answered,
          answeredWithinThreshold: truth.answeredWithinThreshold,
          abandoned: truth.abandoned,
        });
      }
    }
  };

  if (counts) it('counts from 0 what happens from the first look on', countsFromZero);
  else it('makes up no counters', makesUpNoCounters);

  const addsUpToTheTimeLoggedIn = async () => {
    const { simulator, tenant, adapter } = await simulated(platform, { hours: 2 });
    simulator.clock.skip(3600);
    const { agentTimes = [], rejected } = await adapter.collect('agents');
    expect(rejected).toEqual({});
    const centre = tenant.centre();
    const period = { from: centre.now - 86_400, to: centre.now };
    const sum = (parts: readonly { readonly state: string; readonly seconds: number }[]) =>
      parts.reduce((all, { state, seconds }) => all + (state === 'logged_out' ? 0 : seconds), 0);
    let loggedIn = 0;
    for (const [id, agentId] of agentsOf(platform, centre)) {
      const spans = centre.agentStates(id, period.from, period.to) ?? [];
      const truth = sum(spans.map(({ state, from, to }) => ({ state, seconds: to - from })));
      expect(sum(agentTimes.filter((each) => each.agentId === agentId))).toBeCloseTo(truth, 0);
      const { intervals } = await adapter.agentHistory({ agentId, ...period, intervalSeconds: 900 });
      expect(sum(intervals)).toBeCloseTo(truth, 0);
      loggedIn += truth;
    }
    expect(loggedIn).toBeGreaterThan(3600);
  };
  if (platform.collectors.includes('agents'))
    it(
      'reports the time of agents, which adds up to the time that they were logged in',
      addsUpToTheTimeLoggedIn,
    );

  const countsEachChangeOnce = async () => {
    const { simulator, tenant, adapter, poll } = await simulated(platform);
    await poll('queues');
    const [changed, other] = tenant.centre().queues;
    const change = (queue = changed) =>
      tenant.centre().routing.change(queue!.id, { maxWaitSeconds: 99 }, 'somebody', simulator.clock.now());
    const countOf = async (queue = changed) => {
      const rows = (await poll('audit')).get(queue!.name) ?? [];
      return rows.map(({ configChanges }) => configChanges?.update);
    };
    change();
    simulator.clock.skip(60);
    expect(await countOf()).toEqual([0]);
    for (let times = 0; times < 120; times++) change();
    simulator.clock.skip(60);
    expect(await countOf()).toEqual([120]);
    simulator.clock.skip(60);
    expect(await countOf()).toEqual([120]);
    expect(await countOf(other)).toEqual([0]);
    expect(adapter.infos).toHaveLength(120);
  };
  if (platform.collectors.includes('audit')) it('counts and logs each change once', countsEachChangeOnce);

  const passing: readonly [string, Fault][] = [
    ['fails once', { kind: 'status', status: 500, count: 1 }],
    ['is overloaded for a moment', { kind: 'html', status: 503, count: 2 }],
    ['asks for a pause', { kind: 'status', status: 429, retryAfter: 0, count: 1 }],
    ['drops the connection', { kind: 'reset', count: 1 }],
    ['breaks off half-way', { kind: 'truncate', count: 1 }],
    ['forgets all its tokens', { kind: 'expire_tokens', count: 1 }],
  ];
  it.each(passing)('continues when the platform %s', async (_, fault) => {
    const { tenant, poll } = await simulated(platform, { hours: 0.25 });
    const expected = await poll('queues');
    tenant.addFault({ ...fault, endpoint: queueCall });
    expect(await poll('queues')).toEqual(expected);
  });

  const lasting: readonly [string, Fault, object][] = [
    ['a gateway’s page', { kind: 'html', status: 502 }, { code: 'http', status: 502 }],
    ['what is no JSON', { kind: 'garbage' }, { code: 'invalid' }],
    ['JSON of another shape', { kind: 'wrong_shape' }, { code: 'invalid' }],
    ['a way to another host', { kind: 'redirect' }, { code: 'redirect_refused' }],
    ['a refusal', { kind: 'status', status: 400 }, { code: 'http', status: 400 }],
    ['broken connections', { kind: 'reset' }, { code: 'reset' }],
  ];
  it.each(lasting)('fails the whole poll on %s, and recovers', async (_, fault, problem) => {
    const { tenant, adapter, poll } = await simulated(platform, { hours: 0.25 });
    const expected = await poll('queues');
    tenant.addFault({ ...fault, endpoint: queueCall });
    await expect(adapter.collect('queues')).rejects.toMatchObject({
      tenant: 'acme',
      collector: 'queues',
      ...problem,
    });
    tenant.clearFaults();
    expect(await poll('queues')).toEqual(expected);
  });

  const guarded = platform.collectors.filter((name) => platform.permissions?.[name] !== undefined);
  it.each(guarded)(
    'fails the poll of %s when its permission alone is missing, and names it',
    async (name) => {
      const { grants } = vendorApiOf(platform.platform, platform.api);
      const needed = grants.find((grant) => platform.permissions?.[name]?.includes(grant));
      expect(needed).toBeDefined();
      const complete = await simulated(platform);
      const { adapter } = await simulated(platform, { scopes: grants.filter((grant) => grant !== needed) });
      await complete.adapter.collect('queues');
      await complete.adapter.collect(name);
      // Collectors of some platforms ask about the queues that the queue poll finds.
      if (!platform.permissions?.queues?.includes(needed ?? '')) await adapter.collect('queues');
      await expect(adapter.collect(name)).rejects.toMatchObject({
        ...(refusesSignIn ? { code: 'sign_in_failed' } : { code: 'http', status: 403, collector: name }),
        message: expect.stringContaining(needed ?? ''),
      });
    },
  );

  it('states what each collector needs and what it costs', () => {
    const intervals = defaultIntervals();
    expect(Object.keys(platform.permissions ?? {})).toContain('queues');
    for (const perMinute of Object.values(platform.requestCosts?.(1000, intervals) ?? {})) {
      expect(perMinute).toBeGreaterThan(0);
    }
    expect(Object.keys(platform.requestCosts?.(1000, intervals) ?? {})).not.toEqual([]);
  });

  const isNotWellInAnOutage = async () => {
    const { tenant, adapter } = await simulated(platform);
    const isWell = async () => {
      try {
        const { health } = await adapter.collect('health');
        return health?.components.every(({ status, isPublic }) => isPublic || status !== 'major_outage');
      } catch {
        return false;
      }
    };
    expect(await isWell()).toBe(true);
    tenant.setScenario({ scenario: 'platform_outage' });
    expect(await isWell()).toBe(false);
    tenant.setScenario({ scenario: 'steady' });
    expect(await isWell()).toBe(true);
  };
  if (platform.collectors.includes('health')) it('is not well in an outage', isNotWellInAnOutage);
});
