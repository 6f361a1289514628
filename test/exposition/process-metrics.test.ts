import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createExposition, createProcessMetrics, type Exposition } from '../../src/exposition/index.ts';
import { parse, seriesKey } from './support/parse.ts';
import { page, queueView, snapshot } from './support/snapshots.ts';

let exposition: Exposition;
afterEach(() => exposition.close());

function start() {
  const processMetrics = createProcessMetrics();
  exposition = createExposition({ processMetrics });
  return processMetrics;
}

describe('what the process counts of itself', () => {
  it('shows each family of the process once in both formats, besides those of the tenants', async () => {
    const metrics = start();
    metrics.apiRequests.inc({ tenant: 'acme', endpoint: 'queues', code: 200 }, 3);
    metrics.apiRequestDuration.observe({ tenant: 'acme', endpoint: 'queues' }, 0.3);
    metrics.oauthTokenExpiry.set({ tenant: 'globex' }, 1_750_000_000);
    exposition.publish(snapshot('acme', [queueView({ id: 'q', waiting: 1 })]));
    await exposition.settled();
    for (const format of ['text', 'openmetrics'] as const) {
      const families = parse(page(exposition, format), format);
      expect(parse(page(exposition, format, 'gzip'), format).size).toBe(families.size);
      const counter = `contact_center_api_requests${format === 'text' ? '_total' : ''}`;
      expect(families.get(counter)?.type).toBe('counter');
      const requests = seriesKey('contact_center_api_requests_total', {
        tenant: 'acme',
        endpoint: 'queues',
        code: '200',
      });
      expect(families.get(counter)?.samples.get(requests)).toBe(3);
      const durations = families.get('contact_center_api_request_duration_seconds')?.samples;
      const bucket = (le: string) =>
        durations?.get(
          seriesKey('contact_center_api_request_duration_seconds_bucket', {
            tenant: 'acme',
            endpoint: 'queues',
            le,
          }),
        );
      expect([bucket('0.25'), bucket('0.5'), bucket('1.0'), bucket('+Inf')]).toEqual([0, 1, 1, 1]);
      expect(families.get('process_resident_memory_bytes')?.samples.size).toBe(1);
      expect(families.get('contact_center_exporter_series')?.samples).toEqual(
        new Map([[seriesKey('contact_center_exporter_series', {}), exposition.series]]),
      );
    }
  });

  it('omits a family of the process until it has a value', async () => {
    start();
    await exposition.settled();
    expect(page(exposition, 'text')).not.toMatch(/oauth_token_expiry|api_requests_total/);
  });

  it('refreshes the metrics of the process periodically', async () => {
    const metrics = start();
    await exposition.settled();
    metrics.apiRetries.inc({ tenant: 'acme' });
    while (!page(exposition, 'text').includes('contact_center_api_retries_total{tenant="acme"} 1'))
      await delay(50);
  });

  it("shows what is counted for a tenant, but not the process, on the tenant's page", async () => {
    const metrics = start();
    metrics.apiRetries.inc({ tenant: 'acme' });
    metrics.apiRetries.inc({ tenant: 'globex' });
    await exposition.settled();
    const own = page(exposition, 'text', 'identity', 'acme');
    expect(own).toContain('contact_center_api_retries_total{tenant="acme"} 1\n');
    expect(own).not.toMatch(/globex|process_/);
  });

  it('removes only the counts of a removed tenant', async () => {
    const metrics = start();
    for (const tenant of ['acme', 'globex']) {
      metrics.apiRequests.inc({ tenant, endpoint: 'queues', code: 200 });
      metrics.apiRequestDuration.observe({ tenant, endpoint: 'queues' }, 1);
      metrics.apiBudget.set({ tenant }, 240);
      exposition.publish(snapshot(tenant, [queueView({ id: 'q', waiting: 1 })]));
    }
    await exposition.settled();
    void exposition.remove('acme');
    await exposition.settled();
    expect(page(exposition, 'text')).not.toContain('acme');
    expect(page(exposition, 'text').match(/globex/g)?.length).toBeGreaterThan(10);
  });
});
