import { expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/config/index.ts';
import type { CollectorStatus } from '../../src/domain/index.ts';
import { readinessOf } from '../../src/server/readiness.ts';
import type { TenantSnapshot } from '../../src/signals/index.ts';

const NOW = 1_700_000_000;

function tenant(status: Partial<CollectorStatus>): TenantSnapshot {
  const queues = { name: 'queues', intervalSeconds: 15, missed: 0, skipped: 0, rejected: {}, ...status };
  return {
    tenant: { name: 'acme', platform: 'genesys', api: 'details' },
    at: NOW,
    collectors: [queues as CollectorStatus],
    components: [],
    queues: [],
    basis: {
      collectors: [],
      policies: { defaults: DEFAULT_POLICY, rules: [] },
    },
  };
}

function judged(snapshot: TenantSnapshot) {
  return readinessOf([snapshot], () => snapshot, NOW);
}

it('stays ready while polls keep the pace that the request budget allows, and names that pace', () => {
  const slowed = { intervalSeconds: 60, slowedByBudget: true, success: true };
  expect(judged(tenant({ ...slowed, lastSuccessAt: NOW - 100 }))).toEqual({
    ready: true,
    notes: ['acme: the request budget allows a queue poll every 60 s'],
    reasons: [],
  });
});

it('names the request budget as the reason why a tenant is not ready', () => {
  const { ready, reasons } = judged(tenant({ slowedByBudget: true, lastSuccessAt: NOW - 40 }));
  expect(ready).toBe(false);
  expect(reasons).toEqual(['acme: the last successful queue poll was 40 s ago (request budget spent)']);
});
