import { expect, it, vi } from 'vitest';
import { followWithForecasts } from '../../src/cli/follow-with-forecasts.ts';
import { DEFAULT_POLICY, type TenantConfig } from '../../src/config/index.ts';
import type { TenantState } from '../../src/domain/index.ts';
import type { TenantSnapshot } from '../../src/signals/index.ts';

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

it('shows the states after one that could not be shown', async () => {
  const shown: unknown[] = [];
  const errors: unknown[] = [];
  const fault = new Error('cannot be rendered');
  const follow = followWithForecasts(CONFIG, {
    prediction: undefined,
    show: (snapshot) => {
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

it('shows a state without a forecast when making it fails', async () => {
  const shown: TenantSnapshot[] = [];
  const errors: unknown[] = [];
  const fault = new Error('the predictor is gone');
  const follow = followWithForecasts(CONFIG, {
    prediction: {
      forecast: async () => {
        throw fault;
      },
    },
    show: (snapshot) => shown.push(snapshot),
    onError: (error) => errors.push(error),
  });
  follow(stateOf(0));
  await vi.waitFor(() => expect(shown.map(missedIn)).toEqual([0]));
  expect(errors).toEqual([fault]);
});
