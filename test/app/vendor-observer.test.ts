import { expect, it } from 'vitest';
import { vendorObserver } from '../../src/app/tenants/vendor-observer.ts';
import { createProcessMetrics } from '../../src/exposition/index.ts';

it('starts the counters of a tenant at 0', async () => {
  const metrics = createProcessMetrics();
  vendorObserver('acme', metrics).begin();
  const samples = (await metrics.read()).flatMap((family) => family.samples);
  const ofTenant = samples.filter(({ labels }) => labels.tenant === 'acme');
  expect(Object.fromEntries(ofTenant.map(({ name, value }) => [name, value]))).toEqual({
    contact_center_api_retries_total: 0,
    contact_center_api_throttled_seconds_total: 0,
    contact_center_oauth_refreshes_total: 0,
  });
});
