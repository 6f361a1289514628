import { describe, expect, it, vi } from 'vitest';
import { publishWithForecasts } from '../../src/app/tenants/publish-with-forecasts.ts';
import { DEFAULT_POLICY, type TenantConfig } from '../../src/config/index.ts';
import type { TenantState } from '../../src/domain/index.ts';
import type { TenantForecast, TenantSnapshot } from '../../src/signals/index.ts';

// Only the parts that publishing reads.
const CONFIG = {
  name: 'acme',
  serviceLevel: { defaults: DEFAULT_POLICY, rules: [] },
} as unknown as TenantConfig;

/** A state after so many missed polls. */
function stateOf(missed: number): TenantState {
  return {
    tenant: { name: 'acme', platform: 'cxone', api: 'v2' },
    collectors: [
      {
        status: {
          name: 'queues',
          intervalSeconds: 15,
          missed,
          skipped: 0,
          rejected: {},
          lastSuccessAt: missed,
        },
        collection: { queues: [] },
      },
    ],
  };
}

const missedIn = ({ collectors }: TenantSnapshot) => collectors[0]?.missed;

it('publishes the states after one that failed to be published', async () => {
  const shown: unknown[] = [];
  const errors: unknown[] = [];
  const fault = new Error('cannot be rendered');
  const follow = publishWithForecasts(CONFIG, {
    publish: (snapshot) => {
      if (shown.length === 0 && errors.length === 0) {
        // One that comes in the meantime is not lost either.
        follow(stateOf(1));
        throw fault;
      }
      shown.push(missedIn(snapshot));
    },
    onError: (error) => errors.push(error),
  });
  follow(stateOf(0));
  await vi.waitFor(() => expect(shown).toEqual([1]));
  follow(stateOf(2));
  await vi.waitFor(() => expect(shown).toEqual([1, 2]));
  expect(errors).toEqual([fault]);
});

it('publishes a state without a forecast when the forecast fails', async () => {
  const shown: TenantSnapshot[] = [];
  const errors: unknown[] = [];
  const fault = new Error('the predictor is gone');
  const follow = publishWithForecasts(CONFIG, {
    prediction: {
      forecast: async () => {
        throw fault;
      },
    },
    publish: (snapshot) => shown.push(snapshot),
    onError: (error) => errors.push(error),
  });
  follow(stateOf(0));
  await vi.waitFor(() => expect(shown.map(missedIn)).toEqual([0]));
  expect(errors).toEqual([fault]);
});

describe('a forecast', () => {
  const forecastOf = (score: number): TenantForecast => ({
    queues: new Map(),
    brierScores: { erlang_a: score },
    cpuSeconds: score,
  });

  /** What is shown: the poll, the score of the forecast, and its status. */
  function start(holdMs: number) {
    const asked: PromiseWithResolvers<TenantForecast | undefined>[] = [];
    const intervals: number[] = [];
    const made: boolean[] = [];
    const shown: unknown[] = [];
    const follow = publishWithForecasts(CONFIG, {
      prediction: {
        forecast: (_tenant, _observations, intervalSeconds) => {
          intervals.push(intervalSeconds);
          const next = Promise.withResolvers<TenantForecast | undefined>();
          asked.push(next);
          return next.promise;
        },
      },
      holdMs,
      publish: (snapshot) =>
        shown.push({
          poll: missedIn(snapshot),
          score: snapshot.brierScores?.erlang_a,
          ...snapshot.forecasts,
        }),
      onForecast: (isMade) => made.push(isMade),
      onError: (error) => {
        throw error;
      },
    });
    return { follow, asked, intervals, made, shown };
  }

  it('publishes a quick forecast together with its poll, and requests it with the poll interval', async () => {
    const { follow, asked, intervals, made, shown } = start(60_000);
    follow(stateOf(1));
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    expect(shown).toEqual([]);
    asked[0]?.resolve(forecastOf(0.1));
    await vi.waitFor(() => expect(shown).toEqual([{ poll: 1, score: 0.1, cpuSeconds: 0.1, skipped: 0 }]));
    expect({ intervals, made }).toEqual({ intervals: [15], made: [true] });
  });

  it('publishes a poll with the previous forecast while its own is late', async () => {
    const { follow, asked, shown } = start(1);
    follow(stateOf(1));
    await vi.waitFor(() => expect(shown).toEqual([{ poll: 1, score: undefined, skipped: 0 }]));
    asked[0]?.resolve(forecastOf(0.1));
    await vi.waitFor(() => expect(shown).toHaveLength(2));
    follow(stateOf(2));
    await vi.waitFor(() => expect(shown).toHaveLength(3));
    asked[1]?.resolve(forecastOf(0.2));
    await vi.waitFor(() => expect(shown).toHaveLength(4));
    expect(shown.slice(1)).toEqual([
      { poll: 1, score: 0.1, cpuSeconds: 0.1, skipped: 0 },
      { poll: 2, score: 0.1, cpuSeconds: 0.1, skipped: 0 },
      { poll: 2, score: 0.2, cpuSeconds: 0.2, skipped: 0 },
    ]);
  });

  it('counts a forecast that timed out, and drops the previous one', async () => {
    const { follow, asked, made, shown } = start(60_000);
    follow(stateOf(1));
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    asked[0]?.resolve(forecastOf(0.1));
    await vi.waitFor(() => expect(shown).toHaveLength(1));
    follow(stateOf(2));
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    asked[1]?.resolve(undefined);
    await vi.waitFor(() => expect(shown).toHaveLength(2));
    expect(shown[1]).toEqual({ poll: 2, score: undefined, cpuSeconds: undefined, skipped: 1 });
    expect(made).toEqual([true, false]);
  });
});
