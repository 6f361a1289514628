import { describe, expect, it, onTestFinished } from 'vitest';
import type { Collector, CollectorName, TenantState } from '../../src/domain/index.ts';
import { pollTenant } from '../../src/polling/index.ts';
import { createRequestBudget } from '../../src/vendor-http/index.ts';
import { createManualClock } from '../support/manual-clock.ts';

/** Polls against a real request budget, in time that passes as fast as it can. */

interface Cost {
  readonly name: CollectorName;
  readonly intervalSeconds: number;
  readonly requests: number;
}

/** 90 requests a minute. */
const NEED: readonly Cost[] = [
  { name: 'queues', intervalSeconds: 15, requests: 15 },
  { name: 'aggregates', intervalSeconds: 60, requests: 10 },
  { name: 'agents', intervalSeconds: 30, requests: 10 },
];
const STALE_AFTER = 3;
/** By then the costs are known and all is in its stride. */
const WARM_UP_SECONDS = 600;
const WATCHED_SECONDS = 3600;
/** The share of the budget that the poll loop leaves for other calls. */
const MARGIN = 1.05;
/** A slot may come late by a tenth of its interval. */
const JITTER = 1.1;

interface Watched {
  /** Longest time between two successful polls. */
  readonly gaps: Readonly<Record<string, number>>;
  readonly perMinute: Readonly<Record<string, number>>;
  readonly mostInAMinute: number;
  /** Collectors whose series were gone at some time. */
  readonly vanished: readonly string[];
  readonly state: TenantState;
  readonly paces: readonly number[];
  readonly skips: number;
}

async function poll(
  costs: readonly Cost[],
  requestsPerMinute: number,
  { pauseAt = Number.POSITIVE_INFINITY, pauseSeconds = 0, random = (): number => 0 } = {},
): Promise<Watched> {
  const clock = createManualClock();
  const budget = createRequestBudget({ requestsPerMinute, onChange: () => {}, clock });
  onTestFinished(budget.close);
  const sent: number[] = [];
  const succeeded: Record<string, number[]> = {};
  const vanished = new Set<string>();
  const paces: number[] = [];
  let skips = 0;
  const collectorOf = ({ name, requests }: Cost): Collector => ({
    name,
    collect: async (signal) => {
      for (let request = 0; request < requests; request++) {
        const now = clock.monotonic();
        // As a client holds back its calls after a 429.
        if (pauseAt <= now && now < pauseAt + pauseSeconds)
          await clock.sleep(pauseAt + pauseSeconds - now, signal);
        await budget.admit(name, signal);
        sent.push(clock.monotonic());
      }
      return {};
    },
  });
  const isWatched = () => clock.monotonic() >= WARM_UP_SECONDS;
  const poller = pollTenant({
    tenant: { name: 'acme', platform: 'genesys', api: 'observations' },
    plans: costs.map((cost) => ({
      collector: collectorOf(cost),
      intervalSeconds: cost.intervalSeconds,
      timeoutSeconds: cost.intervalSeconds * (2 / 3),
    })),
    staleAfter: STALE_AFTER,
    budget,
    onChange: ({ collectors }) => {
      for (const { status, collection } of collectors)
        if (isWatched() && !collection) vanished.add(status.name);
    },
    onSuccess: (name) => {
      if (isWatched()) succeeded[name] = [...(succeeded[name] ?? []), clock.monotonic()];
    },
    onBudgetSpent: () => {
      if (isWatched()) skips++;
    },
    onPace: (stretch) => paces.push(stretch),
    onError: (error) => {
      throw error;
    },
    clock,
    random,
  });
  await clock.advance(WARM_UP_SECONDS + WATCHED_SECONDS);
  const state = poller.state();
  await poller.stop();
  const gapsOf = (times: readonly number[]) => times.slice(1).map((at, index) => at - (times[index] ?? 0));
  const each = <Value>(of: (times: readonly number[]) => Value) =>
    Object.fromEntries(costs.map(({ name }) => [name, of(succeeded[name] ?? [])]));
  return {
    gaps: each((times) => Math.max(...gapsOf(times))),
    perMinute: each((times) => (60 * times.length) / WATCHED_SECONDS),
    mostInAMinute: mostWithin(60, sent),
    vanished: [...vanished],
    state,
    paces,
    skips,
  };
}

/** The most of these instants, oldest first, in (at - seconds, at] for any of them. */
function mostWithin(seconds: number, instants: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (const [index, at] of instants.entries()) {
    while (instants[first]! <= at - seconds + 1e-6) first++;
    most = Math.max(most, index + 1 - first);
  }
  return most;
}

describe('a request budget that is too small', () => {
  it.each([
    ['two thirds', 60, 1.5],
    ['half', 45, 2],
    ['a quarter', 22.5, 90 / 22],
  ])('polls each collector evenly at the pace of a budget of %s of the need', async (_, budget, slower) => {
    const whole = Math.floor(budget);
    const { gaps, perMinute, mostInAMinute, vanished, state, skips } = await poll(NEED, whole);
    for (const { name, intervalSeconds } of NEED) {
      const interval = intervalSeconds * slower;
      // A poll that waits for the budget takes some of its interval, but never more than all of it.
      const longest = (name === 'queues' ? 1.75 : 2 * MARGIN) * interval;
      expect.soft(gaps[name], `${name}: longest gap`).toBeLessThan(longest);
      expect.soft(perMinute[name], `${name}: polls a minute`).toBeGreaterThan(0.85 * (60 / interval));
    }
    expect(mostInAMinute).toBeLessThanOrEqual(whole);
    expect(vanished).toEqual([]);
    expect(skips).toBe(0);
    for (const { status } of state.collectors)
      expect(status).toMatchObject({ missed: 0, slowedByBudget: true });
  });

  it.each([
    [
      'a poll that takes a third of the budget',
      [{ name: 'queues', intervalSeconds: 15, requests: 22 }],
      60,
      1.5,
    ],
    [
      'a poll that takes half of the budget',
      [{ name: 'queues', intervalSeconds: 15, requests: 31 }],
      60,
      2.07,
    ],
    [
      'a poll that takes more than the budget',
      [{ name: 'queues', intervalSeconds: 15, requests: 90 }],
      60,
      6,
    ],
    ['very many small polls', [{ name: 'queues', intervalSeconds: 1, requests: 2 }], 60, 2],
  ] as const)('spreads %s', async (_, costs, budget, slower) => {
    const { gaps, perMinute, mostInAMinute, vanished, skips } = await poll(costs, budget);
    const interval = costs[0].intervalSeconds * slower;
    expect.soft(gaps.queues).toBeLessThan(Math.max(1.6 * interval, interval + 15));
    expect.soft(perMinute.queues).toBeGreaterThan(0.85 * (60 / interval));
    expect({ vanished, skips }).toEqual({ vanished: [], skips: 0 });
    expect(mostInAMinute).toBeLessThanOrEqual(budget);
  });

  it('keeps that pace when the slots are jittered', async () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const { gaps, perMinute, vanished, skips } = await poll(NEED, 60, { random });
    expect(gaps.queues).toBeLessThan(1.6 * JITTER * 22.5);
    expect(perMinute.queues).toBeGreaterThan(0.85 * (60 / 22.5));
    expect({ vanished, skips }).toEqual({ vanished: [], skips: 0 });
  });

  it('counts polls beyond the budget as skipped', async () => {
    const { state } = await poll(NEED, 60);
    const queues = state.collectors.find(({ status }) => status.name === 'queues');
    const configured = (WARM_UP_SECONDS + WATCHED_SECONDS) / 15;
    expect(queues?.status.skipped).toBeGreaterThan(configured * 0.3);
    expect(queues?.status.skipped).toBeLessThan(configured * 0.4);
    expect(queues?.status.intervalSeconds).toBeCloseTo(15 * 1.5 * MARGIN, 1);
  });

  it('reports the slower pace once, with its factor', async () => {
    const { paces } = await poll(NEED, 60);
    expect(paces).toHaveLength(1);
    expect(paces[0]).toBeGreaterThan(1);
  });

  it('waits for a pause of the platform, and continues at its pace', async () => {
    const pauseAt = WARM_UP_SECONDS + 1000;
    const { gaps, perMinute, mostInAMinute, vanished } = await poll(NEED, 60, { pauseAt, pauseSeconds: 30 });
    expect(gaps.queues).toBeLessThan(30 + 2 * 1.6 * 22.5);
    expect(perMinute.queues).toBeGreaterThan(0.8 * (60 / 22.5));
    expect(vanished).toEqual([]);
    expect(mostInAMinute).toBeLessThanOrEqual(60);
  });
});

it('changes no interval when the request budget suffices', async () => {
  const { gaps, state, paces, skips } = await poll(NEED, 200);
  expect(gaps).toEqual({ queues: 15, aggregates: 60, agents: 30 });
  expect({ paces, skips }).toEqual({ paces: [], skips: 0 });
  for (const { status } of state.collectors)
    expect(status).toMatchObject({ skipped: 0, slowedByBudget: false });
});
