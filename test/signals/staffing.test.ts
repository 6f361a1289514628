import { describe, expect, it } from 'vitest';
import type { TenantState } from '../../src/domain/index.ts';
import { queueFamilies } from '../../src/metrics/index.ts';
import { agentsShort, snapshotOf, withForecast } from '../../src/signals/index.ts';

const policy = { target: 0.8, thresholdSeconds: 20, windowSeconds: 900, minContacts: 5, horizonSeconds: 600 };

const state: TenantState = {
  tenant: { name: 'acme', platform: 'cxone', api: 'v2' },
  collectors: [
    {
      status: { name: 'queues', intervalSeconds: 15, missed: 0, skipped: 0, rejected: {} },
      collection: {
        queues: [
          {
            id: '1',
            name: 'Sales',
            media: 'voice',
            agents: { available: 1, busy: 9, after_contact_work: 1 },
          },
          { id: '2', name: 'Help', media: 'voice' },
        ],
      },
    },
  ],
};
const staffing = { arrivalRate: 0.05, handleSeconds: 180, patienceSeconds: 300, agentsRequired: 14 };

const forecastOf = (...ids: readonly string[]) => ({
  brierScores: {},
  queues: new Map(ids.map((id) => [`${id}\u0000voice`, { prediction: {}, staffing }])),
});

/** Values of the queue's metrics by name, without their labels. */
function valuesOf(id: string, ...forecasted: readonly string[]): Readonly<Record<string, number>> {
  const snapshot = withForecast(
    snapshotOf(state, { defaults: policy, rules: [] }, 0),
    forecastOf(...forecasted),
  );
  const view = snapshot.queues.find(({ facts }) => facts.id === id)!;
  return Object.fromEntries(
    queueFamilies.flatMap(({ name, read }) => {
      const values: [string, number][] = [];
      read(view, (value) => values.push([name.replace('contact_center_queue_', ''), value]));
      return values;
    }),
  );
}

describe('the staffing of a queue', () => {
  it('is exported with the estimates behind it and the agents missing', () => {
    expect(valuesOf('1', '1')).toMatchObject({
      agents_required: 14,
      agents_short: 3,
      estimated_arrival_rate_per_second: 0.05,
      estimated_handle_seconds: 180,
      estimated_patience_seconds: 300,
      offered_load_erlangs: 9,
    });
  });

  it('has no shortage where the agents are unknown', () => {
    const values = valuesOf('2', '2');
    expect(values.agents_required).toBe(14);
    expect(values).not.toHaveProperty('agents_short');
  });

  it('is absent without an estimate', () => {
    for (const name of [
      'agents_required',
      'agents_short',
      'estimated_handle_seconds',
      'offered_load_erlangs',
    ])
      expect(valuesOf('1', '2')).not.toHaveProperty(name);
  });

  it('is short of 0 agents where there are more than required', () => {
    expect(agentsShort(5, { available: 3, busy: 4 })).toBe(0);
    expect(agentsShort(5, { busy: 4 })).toBeUndefined();
    expect(agentsShort(undefined, { available: 3, busy: 4 })).toBeUndefined();
  });
});
