import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/config/index.ts';
import type { Collection, TenantState } from '../../src/domain/index.ts';
import { type Emit, tenantFamilies } from '../../src/metrics/index.ts';
import { snapshotOf } from '../../src/signals/index.ts';

const NAMES = ['contact_center_tenant_queues_watched', 'contact_center_tenant_selectors_unmatched'];

function samplesOf(collection: Collection | undefined): Readonly<Record<string, number>> {
  const status = { name: 'queues', intervalSeconds: 15, missed: 0, skipped: 0, rejected: {} } as const;
  const state: TenantState = {
    tenant: { name: 'acme', platform: 'cxone', api: 'v2' },
    collectors: [
      { status: { ...status, name: 'health' }, collection: {} },
      { status, ...(collection && { collection }) },
    ],
  };
  const snapshot = snapshotOf(state, { defaults: DEFAULT_POLICY, rules: [] }, 0);
  const samples: Record<string, number> = {};
  for (const family of tenantFamilies) {
    if (!NAMES.includes(family.name)) continue;
    const emit: Emit = (value) => {
      samples[family.name] = value;
    };
    family.read(snapshot, emit);
  }
  return samples;
}

describe('the gauges of the selection', () => {
  it('count the queues watched and the entries that match no queue', () => {
    const unmatched = [
      { key: 'ids', text: '7' },
      { key: 'include', text: 'Saels*' },
    ] as const;
    expect(samplesOf({ queues: [], selection: { watched: 3, unmatched, listed: [] } })).toEqual({
      contact_center_tenant_queues_watched: 3,
      contact_center_tenant_selectors_unmatched: 2,
    });
  });

  it('show a known zero', () => {
    const selection = { watched: 0, unmatched: [], listed: [] };
    expect(samplesOf({ queues: [], selection })).toEqual({
      contact_center_tenant_queues_watched: 0,
      contact_center_tenant_selectors_unmatched: 0,
    });
  });

  it('are absent before the first poll and while the existing queues are unknown', () => {
    expect(samplesOf(undefined)).toEqual({});
    expect(samplesOf({ queues: [] })).toEqual({});
  });
});
