import { describe, expect, it } from 'vitest';
import type { ServiceLevelPolicy, TenantState } from '../../src/domain/index.ts';
import { createExposition } from '../../src/exposition/index.ts';
import { snapshotOf, withForecast } from '../../src/signals/index.ts';
import { page } from '../exposition/support/snapshots.ts';

const policy = { target: 0.8, thresholdSeconds: 20, windowSeconds: 900, minContacts: 5, horizonSeconds: 600 };
const state: TenantState = {
  tenant: { name: 'acme', platform: 'cxone', api: 'v2' },
  collectors: [
    {
      status: { name: 'queues', intervalSeconds: 15, missed: 0, skipped: 0, rejected: {} },
      collection: {
        queues: [
          { id: '1', name: 'Sales', media: 'voice', waitSeconds: 1, agents: { available: 1, busy: 9 } },
        ],
      },
    },
  ],
};

/** Lines of the predictions on the page, without their common labels. */
async function linesWith(
  defaults: ServiceLevelPolicy,
  further?: readonly number[],
): Promise<readonly string[]> {
  const forecast = {
    prediction: { probability: 0.25, predicted: false },
    ...(further && {
      further: further.map((horizonSeconds) => ({ horizonSeconds, probability: 0.5, predicted: true })),
    }),
  };
  const snapshot = withForecast(snapshotOf(state, { defaults, rules: [] }, 0), {
    brierScores: {},
    queues: new Map([['1\u0000voice', forecast]]),
  });
  const exposition = createExposition();
  exposition.publish(snapshot);
  await exposition.settled();
  const text = page(exposition, 'text');
  await exposition.close();
  const lines = text.split('\n').filter((line) => line.startsWith('contact_center_queue_sla_breach_p'));
  return lines.map((line) => line.replace('tenant="acme",queue_id="1",queue="Sales",media="voice",', ''));
}

describe('the predictions of a queue', () => {
  it('have no label horizon with a single horizon', async () => {
    expect(await linesWith(policy)).toEqual([
      'contact_center_queue_sla_breach_probability{method="erlang_a"} 0.25',
      'contact_center_queue_sla_breach_predicted{method="erlang_a"} 0',
      'contact_center_queue_sla_breach_predicted{method="occupancy_rule"} 0',
    ]);
  });

  it('have it with several, the rule of thumb for the first one alone', async () => {
    const several = { ...policy, furtherHorizons: [1800, 3600] };
    expect(await linesWith(several, [1800, 3600])).toEqual([
      'contact_center_queue_sla_breach_probability{method="erlang_a",horizon="10m"} 0.25',
      'contact_center_queue_sla_breach_probability{method="erlang_a",horizon="30m"} 0.5',
      'contact_center_queue_sla_breach_probability{method="erlang_a",horizon="60m"} 0.5',
      'contact_center_queue_sla_breach_predicted{method="erlang_a",horizon="10m"} 0',
      'contact_center_queue_sla_breach_predicted{method="occupancy_rule",horizon="10m"} 0',
      'contact_center_queue_sla_breach_predicted{method="erlang_a",horizon="30m"} 1',
      'contact_center_queue_sla_breach_predicted{method="erlang_a",horizon="60m"} 1',
    ]);
  });
});
