import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BudgetSpentError, COLLECTORS, type CollectorName, withDeadline } from '../../src/domain/index.ts';
import { clientCredentials } from '../../src/vendor-http/index.ts';
import { createRequestBudget } from '../../src/vendor-http/request-budget.ts';
import { json, startVendorServer } from '../support/vendor-server.ts';
import { get, openClient, patient } from './harness.ts';

const good = json({ value: 7 });

describe('the request budget', () => {
  it('is kept for the more urgent: the slower collectors are shed first', async () => {
    const server = await startVendorServer({ '/x': good });
    const client = openClient({ baseUrl: server.origin, requestsPerMinute: 70 });
    const ask = (collector: CollectorName) =>
      client.request(get('/x'), {
        collector,
        signal: withDeadline(new AbortController().signal, performance.now() + 1000),
      });

    const served: Record<string, number> = {};
    for (const collector of ['audit', 'analytics', 'health', 'agents', 'aggregates', 'queues'] as const) {
      served[collector] = 0;
      while (
        await ask(collector).then(
          () => true,
          (error) => !(error instanceof BudgetSpentError),
        )
      )
        served[collector]++;
    }
    expect(served).toEqual({ audit: 45, analytics: 5, health: 5, agents: 5, aggregates: 5, queues: 5 });
    expect(server.received).toHaveLength(70);
    expect(client.observed.budget[0]).toEqual([70, 70]);
    expect(client.observed.budget.at(-1)).toEqual([70, 0]);
  });

  it('lets the queues wait for their turn, and no other', async () => {
    const server = await startVendorServer({ '/x': good });
    const client = openClient({
      baseUrl: server.origin,
      requestsPerMinute: 2,
      timing: { budgetWindowSeconds: 0.4 },
    });
    await client.request(get('/x'), patient());
    await client.request(get('/x'), patient());

    const waiting = client.request(get('/x'), patient());
    await expect(client.request(get('/x'), patient('aggregates'))).rejects.toBeInstanceOf(BudgetSpentError);
    expect(server.received).toHaveLength(2);
    expect(await waiting).toEqual({ value: 7 });
    expect(server.received[2]!.at - server.received[0]!.at).toBeGreaterThan(390);
  });

  it.each(['known', 'unknown'])('fails a queue poll whose deadline comes first: %s', async (kind) => {
    const server = await startVendorServer({ '/x': good });
    const client = openClient({ baseUrl: server.origin, requestsPerMinute: 1 });
    await client.request(get('/x'), patient());
    const signal =
      kind === 'known'
        ? withDeadline(new AbortController().signal, performance.now() + 10_000)
        : AbortSignal.timeout(100);
    await expect(client.request(get('/x'), { collector: 'queues', signal })).rejects.toBeInstanceOf(
      BudgetSpentError,
    );
  });

  it('counts tokens and retries', async () => {
    const server = await startVendorServer({
      '/token': json({ access_token: 'token', expires_in: 3600 }),
      '/x': [json({}, 500), good],
    });
    const signIn = clientCredentials({
      tokenUrl: `${server.origin}/token`,
      clientId: 'id',
      clientSecret: async () => 'secret',
      clientAuth: 'post',
    });
    const client = openClient({ baseUrl: server.origin, signIn, requestsPerMinute: 10 });
    await client.request(get('/x'), patient());
    expect(client.observed.budget.at(-1)).toEqual([10, 7]);
  });

  it('that allows no retry leaves the failure as it was', async () => {
    const server = await startVendorServer({ '/x': json({}, 500) });
    const client = openClient({ baseUrl: server.origin, requestsPerMinute: 2 });
    await expect(client.request(get('/x'), patient('aggregates'))).rejects.toMatchObject({
      code: 'http',
      status: 500,
    });
    expect(server.received).toHaveLength(1);
  });

  it('tells of places that are free again though nobody asks, until it is closed', async () => {
    const server = await startVendorServer({ '/x': good });
    const client = openClient({
      baseUrl: server.origin,
      requestsPerMinute: 5,
      timing: { budgetWindowSeconds: 0.1 },
    });
    await client.request(get('/x'), patient());
    expect(client.observed.budget).toContainEqual([5, 4]);
    await vi.waitFor(() => expect(client.observed.budget.at(-1)).toEqual([5, 5]), 10_000);

    await client.request(get('/x'), patient());
    await client.close();
    const told = client.observed.budget.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(client.observed.budget).toHaveLength(told);
  });

  it('is unlimited when there is none', async () => {
    const server = await startVendorServer({ '/x': good });
    const client = openClient({ baseUrl: server.origin });
    for (let call = 0; call < 50; call++) await client.request(get('/x'), patient('audit'));
    expect(client.observed.budget).toEqual([]);
  });
});

describe('laws of the request budget', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  const asks = fc.array(
    fc.record({
      afterMilliseconds: fc.integer({ min: 0, max: 20_000 }),
      collector: fc.constantFrom(...COLLECTORS),
    }),
    { maxLength: 200 },
  );

  it('no minute sees more requests than allowed, and nobody goes before the more urgent', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), asks, (requestsPerMinute, list) => {
        let remaining = -1;
        const budget = createRequestBudget({
          requestsPerMinute,
          windowSeconds: 60,
          onChange: (left) => {
            remaining = left;
          },
        });
        const sent: number[] = [];
        for (const { afterMilliseconds, collector } of list) {
          vi.advanceTimersByTime(afterMilliseconds);
          const now = performance.now();
          const inWindow = sent.filter((at) => at > now - 60_000).length;
          if (takes(budget, collector)) sent.push(now);
          else
            expect(inWindow).toBeGreaterThan(requestsPerMinute * (collector === 'queues' ? 0.99 : 0.4) - 1);
          expect(sent.filter((at) => at > now - 60_000).length).toBeLessThanOrEqual(requestsPerMinute);
          expect(remaining).toBe(requestsPerMinute - sent.filter((at) => at > now - 60_000).length);
        }
        budget.close();
      }),
    );
  });

  it('tells the queues to wait exactly until there is a place', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const budget = createRequestBudget({ requestsPerMinute: 1, windowSeconds: 60, onChange: () => {} });
    expect(budget.take('queues')).toBe(0);
    vi.advanceTimersByTime(20_000);
    expect(budget.take('queues')).toBe(40_000);
    vi.advanceTimersByTime(40_000);
    expect(budget.take('queues')).toBe(0);
    budget.close();
  });

  function takes(budget: ReturnType<typeof createRequestBudget>, collector: CollectorName): boolean {
    try {
      return budget.take(collector) === 0;
    } catch (error) {
      expect(error).toBeInstanceOf(BudgetSpentError);
      return false;
    }
  }
});
