import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { QueueObservation } from '../../../src/prediction/index.ts';
import { createForecastQueue, SLICE_QUEUES } from '../../../src/prediction/service/forecast-queue.ts';

const POLICY = { target: 0.8, thresholdSeconds: 20, windowSeconds: 900, minContacts: 5, horizonSeconds: 600 };

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const observations = (tenant: string, at: number, queues: number): readonly QueueObservation[] =>
  Array.from({ length: queues }, (_, queue) => ({ tenant, queueId: `${queue}`, at, policy: POLICY }));

/** A thread that takes `sliceSeconds` for each slice. */
function start(sliceSeconds: number) {
  const withdrawn: unknown[] = [];
  const run: string[] = [];
  const queue = createForecastQueue({
    canRun: () => true,
    run: async (tenant, slice) => {
      run.push(tenant);
      await new Promise((resolve) => setTimeout(resolve, sliceSeconds * 1000));
      return {
        queues: slice.map(({ queueId }) => [queueId, { prediction: {} }] as const),
        brierScores: {},
        cpuSeconds: sliceSeconds,
      };
    },
    withdraw: (tenant, at) => withdrawn.push([tenant, at]),
  });
  return { queue, run, withdrawn };
}

/** Polls tenants at their intervals; returns the share of forecasts that each received. */
async function pollAll(
  tenants: readonly { readonly name: string; readonly queues: number; readonly interval: number }[],
  sliceSeconds: number,
  seconds: number,
): Promise<Readonly<Record<string, number>>> {
  const { queue } = start(sliceSeconds);
  const asked = new Map<string, number>();
  const made = new Map<string, number>();
  for (let second = 0; second < seconds; second++) {
    for (const { name, queues, interval } of tenants) {
      if (second % interval > 0) continue;
      asked.set(name, (asked.get(name) ?? 0) + 1);
      void queue.add(name, observations(name, second, queues), interval).then((forecast) => {
        if (forecast) made.set(name, (made.get(name) ?? 0) + 1);
      });
    }
    await vi.advanceTimersByTimeAsync(1000);
  }
  await vi.advanceTimersByTimeAsync(60_000);
  return Object.fromEntries(
    tenants.map(({ name }) => [name, (made.get(name) ?? 0) / (asked.get(name) ?? 1)]),
  );
}

describe('the queue of forecasts', () => {
  it('makes every forecast of ten large tenants that poll at once when there is time for all', async () => {
    const tenants = Array.from({ length: 10 }, (_, i) => ({ name: `t${i}`, queues: 1000, interval: 15 }));
    const slicesATenant = 1000 / SLICE_QUEUES;
    // Nearly all of the interval, and seven times the fixed deadline of two seconds that the last of them missed.
    const shares = await pollAll(tenants, 14 / (10 * slicesATenant), 150);
    expect(new Set(Object.values(shares))).toEqual(new Set([1]));
  });

  it('lets every tenant miss some forecasts and none miss all under overload', async () => {
    const tenants = Array.from({ length: 10 }, (_, i) => ({ name: `t${i}`, queues: 1000, interval: 15 }));
    const slicesATenant = 1000 / SLICE_QUEUES;
    const shares = Object.values(await pollAll(tenants, 30 / (10 * slicesATenant), 600));
    expect(Math.min(...shares)).toBeGreaterThan(0.3);
    expect(Math.max(...shares)).toBeLessThan(0.7);
  });

  it('does not delay a small tenant with short intervals behind large tenants', async () => {
    const large = Array.from({ length: 5 }, (_, i) => ({ name: `t${i}`, queues: 2000, interval: 60 }));
    const shares = await pollAll([...large, { name: 'small', queues: 10, interval: 1 }], 0.2, 120);
    expect(shares).toEqual({ t0: 1, t1: 1, t2: 1, t3: 1, t4: 1, small: 1 });
  });

  it('adds up the queues and the CPU time of all slices', async () => {
    const { queue, run } = start(0.5);
    const made = queue.add('acme', observations('acme', 7, 2 * SLICE_QUEUES + 1), 15);
    await vi.advanceTimersByTimeAsync(5_000);
    const forecast = await made;
    expect(forecast?.queues.size).toBe(2 * SLICE_QUEUES + 1);
    expect(forecast?.cpuSeconds).toBe(1.5);
    expect(run).toHaveLength(3);
  });

  it('withdraws a late forecast that was begun, but not one that was not begun', async () => {
    const { queue, withdrawn } = start(4);
    const late = queue.add('acme', observations('acme', 7, 5 * SLICE_QUEUES), 10);
    const never = queue.add('globex', observations('globex', 8, 1), 1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await Promise.all([late, never])).toEqual([undefined, undefined]);
    expect(withdrawn).toEqual([['acme', 7]]);
  });

  it('gives a tenant without queues a forecast without queues', async () => {
    const { queue } = start(0);
    const made = queue.add('acme', [], 15);
    await vi.advanceTimersByTimeAsync(10);
    expect((await made)?.queues.size).toBe(0);
  });
});
