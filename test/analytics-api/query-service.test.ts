import { expect, it } from 'vitest';
import { createMemoryCache, createQueryService, type QueryRequest } from '../../src/analytics-api/index.ts';

it('does not take a result from before the clock was set back for a young one', async () => {
  let now = 1_800_000_000;
  const answers = createQueryService({
    store: createMemoryCache({ maxBytes: 1_000_000 }),
    staleIfErrorSeconds: 3_600,
    onUnreadable: () => {},
    now: () => now,
  });
  const question: QueryRequest = {
    tenant: {
      name: 'acme',
      identity: 'acme',
      reader: { query: async () => ({ rows: [], rejected: {} }) },
      timeoutSeconds: 10,
    },
    query: { metrics: [], dimensions: [], start: '2027-01-01', end: '2027-01-02', filters: [] },
    ttlSeconds: 60,
  };
  const origin = async () => (await answers.run(question)).origin;
  expect([await origin(), await origin()]).toEqual(['miss', 'hit']);
  now -= 1_800;
  expect([await origin(), await origin()]).toEqual(['miss', 'hit']);
});
