import { describe, expect, it } from 'vitest';
import type { Collection, CollectorName, QueueFacts, TenantState } from '../../src/domain/index.ts';
import { snapshotOf, withForecast } from '../../src/signals/index.ts';

const POLICIES = {
  defaults: { target: 0.8, thresholdSeconds: 20, windowSeconds: 900, minContacts: 5, horizonSeconds: 600 },
  rules: [],
};
const NOW = 1_700_000_000;
const SALES: QueueFacts = { id: 'q', name: 'Sales', media: 'voice' };

function stateOf(collections: Partial<Record<CollectorName, Collection>>, success?: boolean): TenantState {
  return {
    tenant: { name: 'acme', platform: 'cxone', api: 'v2' },
    collectors: Object.entries(collections).map(([name, collection]) => ({
      status: {
        name: name as CollectorName,
        intervalSeconds: 15,
        missed: 0,
        skipped: 0,
        rejected: {},
        ...(success !== undefined && { success }),
      },
      collection,
    })),
  };
}

describe('a snapshot', () => {
  it('has what each collector reports of the tenant', () => {
    const agents = { available: 0, busy: 2 };
    const agentTimes = [{ agentId: '7', state: 'busy', seconds: 60 }];
    const changes = [{ id: 'c', at: NOW, queueId: 'q', queue: 'Sales', action: 'update', properties: [] }];
    const plan = [{ queue: 'q', intervals: [{ start: NOW - 60, end: NOW + 60, agents: 3 }] }];
    const components = [{ component: 'voice', status: 'operational' as const }];
    const state = stateOf(
      {
        queues: { queues: [SALES], selection: { watched: 1, unmatched: [], listed: [] } },
        agents: { agents, agentTimes },
        health: { health: { components } },
        audit: { changes },
        analytics: { analytics: [{ channel: 'voice', figures: {} }] },
        plan: { plan },
      },
      true,
    );
    const snapshot = snapshotOf(state, POLICIES, NOW);
    expect(snapshot).toMatchObject({
      tenant: state.tenant,
      at: NOW,
      up: true,
      components,
      agents,
      agentTimes,
      changes,
      analytics: [{ channel: 'voice', kpis: {} }],
      selection: { watched: 1, unmatched: 0 },
      plan: { unmatched: 0, endsAt: NOW + 60 },
      basis: { collectors: state.collectors, policies: POLICIES },
    });
    expect(snapshot.collectors.map(({ name }) => name)).toEqual([
      'queues',
      'agents',
      'health',
      'audit',
      'analytics',
      'plan',
    ]);
    expect(snapshot.queues[0]?.signals.planned).toMatchObject({ agents: 3, intervalSeconds: 120 });
  });

  it('has no key for what is unknown', () => {
    const state = stateOf({ queues: { queues: [SALES] } });
    const { queues, ...tenant } = snapshotOf(state, POLICIES, NOW);
    expect(Object.keys(tenant)).toEqual(['tenant', 'at', 'collectors', 'components', 'basis']);
    expect(queues.map(({ signals }) => signals)).toStrictEqual([{ predictions: { occupancy_rule: {} } }]);
  });

  it('is down when the last poll of the health failed', () => {
    const state = stateOf({ health: { health: { components: [] } } }, false);
    expect(snapshotOf(state, POLICIES, NOW).up).toBe(false);
  });

  it('has the service level of a queue and whether it is breached, 0 and false included', () => {
    const windows = { 900: { answered: 8, abandoned: 2, answeredWithinThreshold: 0 } };
    const few = { 900: { answered: 1, abandoned: 0, answeredWithinThreshold: 0 } };
    const signalsOf = (facts: Partial<QueueFacts>) =>
      snapshotOf(stateOf({ queues: { queues: [{ ...SALES, ...facts }] } }), POLICIES, NOW).queues[0]?.signals;
    expect(signalsOf({ windows })).toMatchObject({ serviceLevel: 0, breached: true });
    expect(signalsOf({ windows: few })).toMatchObject({ serviceLevel: 0, breached: false });
  });
});

describe('a snapshot with a forecast', () => {
  const plain = snapshotOf(stateOf({ queues: { queues: [SALES] } }), POLICIES, NOW);
  const forecastOf = (forecast: object) => ({
    brierScores: { erlang_a: 0.1 },
    queues: new Map([['q\u0000voice', { prediction: { probability: 0.4 }, ...forecast }]]),
  });
  const signalsWith = (forecast: object) => withForecast(plain, forecastOf(forecast)).queues[0]?.signals;

  it('stays as it is without one', () => {
    expect(withForecast(plain, undefined)).toBe(plain);
    expect(withForecast(plain, { brierScores: {}, queues: new Map() }).queues).toEqual(plain.queues);
  });

  it('has its prediction, scores and estimated wait, a wait of 0 included', () => {
    expect(withForecast(plain, forecastOf({})).brierScores).toEqual({ erlang_a: 0.1 });
    expect(signalsWith({ estimatedWaitSeconds: 0 })).toStrictEqual({
      predictions: { occupancy_rule: {}, erlang_a: { probability: 0.4 } },
      estimatedWaitSeconds: 0,
    });
  });

  it('drops the wait of an earlier forecast that the new one does not estimate', () => {
    const earlier = withForecast(plain, forecastOf({ estimatedWaitSeconds: 30 }));
    expect(withForecast(earlier, forecastOf({})).queues[0]?.signals).toStrictEqual({
      predictions: { occupancy_rule: {}, erlang_a: { probability: 0.4 } },
    });
  });
});
