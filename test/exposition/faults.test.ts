import { expect, it, vi } from 'vitest';
import { createExposition, createProcessMetrics } from '../../src/exposition/index.ts';
import { createBodyCache } from '../../src/exposition/page/body-cache.ts';
import { createMemoryPool } from '../../src/exposition/page/memory-pool.ts';
import { createTenantPages } from '../../src/exposition/page/tenant-pages.ts';
import { createProcessPages } from '../../src/exposition/process/process-pages.ts';
import type { TenantSnapshot } from '../../src/signals/index.ts';
import { page, queueView, snapshot } from './support/snapshots.ts';

/** A snapshot whose page cannot be rendered, which its type rules out. */
const BROKEN = { ...snapshot('broken', []), queues: null } as unknown as TenantSnapshot;
const ACME = snapshot('acme', [queueView({ id: 'q1', waiting: 3 })]);

it('renders the tenants after one whose failure cannot be reported', async () => {
  const reported: unknown[] = [];
  const exposition = createExposition({
    onError: (error) => {
      reported.push(error.code);
      throw new Error('the log is full');
    },
  });
  exposition.publish(BROKEN);
  exposition.publish(ACME);
  await exposition.settled();
  expect(reported).toEqual(['render_failed']);
  expect(page(exposition, 'text')).toContain('contact_center_queue_waiting_interactions{tenant="acme"');
  exposition.publish({ ...ACME, tenant: { ...ACME.tenant, name: 'globex' } });
  await exposition.settled();
  expect(page(exposition, 'text')).toContain('contact_center_queue_waiting_interactions{tenant="globex"');
  exposition.close();
});

it('continues to render when a listener for replaced pages throws', async () => {
  const errors: unknown[] = [];
  const pages = createTenantPages({
    cardinality: {},
    rendering: { gzip: false, memory: createMemoryPool() },
    onReplaced: () => {
      throw new Error('cannot be counted');
    },
    onError: (error) => errors.push(error.code),
  });
  for (const tenant of ['acme', 'globex']) {
    pages.publish({ ...ACME, tenant: { ...ACME.tenant, name: tenant } });
    await pages.settled();
  }
  pages.remove('acme');
  expect([...pages.pages.keys()]).toEqual(['globex']);
  expect(errors).toEqual(['render_failed', 'render_failed', 'render_failed']);
});

it('refreshes the metrics of the process after a refresh whose listeners threw', async () => {
  const metrics = createProcessMetrics();
  const errors: unknown[] = [];
  let refreshes = 0;
  const processes = createProcessPages({
    metrics,
    shows: () => true,
    onRefreshed: () => {
      refreshes++;
      throw new Error('cannot be listed');
    },
    onError: (error) => {
      errors.push(error);
      throw new Error('the log is full');
    },
  });
  await processes.refresh();
  await processes.removeTenant('acme');
  processes.close();
  expect(refreshes).toBe(2);
  expect(errors).toEqual([new Error('cannot be listed'), new Error('cannot be listed')]);
  expect(processes.pages.size).toBeGreaterThan(0);
});

it('assembles a body on request when assembling it ahead has failed', async () => {
  vi.useFakeTimers();
  try {
    let fails = false;
    const errors: unknown[] = [];
    const bodies = createBodyCache(
      () => {
        if (fails) throw new Error('no memory');
        return { buffers: [], length: 7 };
      },
      (error) => errors.push(error),
    );
    const variant = { format: 'text', encoding: 'identity' } as const;
    bodies.get(variant);
    fails = true;
    bodies.invalidate();
    await vi.runAllTimersAsync();
    expect(errors).toEqual([new Error('no memory')]);
    fails = false;
    expect(bodies.get(variant).length).toBe(7);
    bodies.close();
  } finally {
    vi.useRealTimers();
  }
});

it('shows the metrics of the process at once after a refresh', async () => {
  const processMetrics = createProcessMetrics();
  const exposition = createExposition({ processMetrics });
  processMetrics.configReloadSuccessful.set(0);
  await exposition.refresh();
  expect(page(exposition, 'text')).toContain('contact_center_exporter_config_last_reload_successful 0\n');
  exposition.close();
});

it('resolves the removal of a tenant once a new one of its name can start its counters', async () => {
  const processMetrics = createProcessMetrics();
  const exposition = createExposition({ processMetrics });
  processMetrics.apiRetries.inc({ tenant: 'acme' }, 5);
  await exposition.remove('acme');
  processMetrics.apiRetries.inc({ tenant: 'acme' }, 0);
  await exposition.refresh();
  expect(page(exposition, 'text')).toContain('contact_center_api_retries_total{tenant="acme"} 0\n');
  exposition.close();
});
