import fc from 'fast-check';
import { HttpResponse, http } from 'msw';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { withDeadline } from '../../src/async/index.ts';
import { BudgetSpentError, COLLECTORS, type CollectorName } from '../../src/domain/index.ts';
import { clientCredentials } from '../../src/vendor-http/index.ts';
import { createRequestBudget } from '../../src/vendor-http/limits/request-budget.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { inTurn, startVendorApi } from '../support/vendor-api.ts';
import { get, openClient, patient } from './harness.ts';

const good = () => HttpResponse.json({ value: 7 });

describe('the request budget', () => {
  it('admits waiting calls in the order of their priority, then of their arrival', async () => {
    const clock = createManualClock();
    const budget = createRequestBudget({ requestsPerMinute: 2, onChange: () => {}, clock });
    onTestFinished(budget.close);
    const places = new Map<string, number>();
    const patience = new AbortController().signal;
    const ask = (name: string, collector?: CollectorName) =>
      budget.admit(collector, patience).then(() => places.set(name, clock.monotonic()));
    const asked = [ask('a', 'audit'), ask('b', 'audit')];
    await clock.advance(10);
    asked.push(ask('c', 'audit'), ask('d', 'aggregates'), ask('e', 'queues'), ask('f'), ask('g', 'queues'));
    await clock.advance(200);
    await Promise.all(asked);
    expect(Object.fromEntries(places)).toEqual({ a: 0, b: 0, e: 60, f: 60, g: 120, d: 120, c: 180 });
    expect(budget.admitted('queues')).toBe(2);
    expect(budget.admitted('audit')).toBe(3);
  });

  it('admits in each minute no more than the share of each replica, also after it has become smaller', async () => {
    const clock = createManualClock();
    const budgets = [1, 2].map(() =>
      createRequestBudget({ requestsPerMinute: 10, onChange: () => {}, clock }),
    );
    const [leader] = budgets;
    const sent: number[] = [];
    const patience = new AbortController().signal;
    const ask = (budget = leader) =>
      budget?.admit('queues', patience).then(() => sent.push(clock.monotonic()));
    const asked = Array.from({ length: 8 }, () => ask());
    await clock.advance(30);
    // The other replica has sent nothing so far, and knows only half of the budget.
    for (const budget of budgets) budget.setShare(1 / 2);
    expect(budgets.map(({ requestsPerMinute }) => requestsPerMinute)).toEqual([5, 5]);
    for (const budget of budgets) asked.push(...Array.from({ length: 10 }, () => ask(budget)));
    await clock.advance(600);
    await Promise.all(asked);
    for (const budget of budgets) budget.close();
    const inMinuteTo = (end: number) => sent.filter((at) => end - 60 < at && at <= end).length;
    // What was sent before comes on top for a minute.
    expect(inMinuteTo(30)).toBe(8 + 5);
    for (const end of sent.filter((at) => at >= 60)) expect(inMinuteTo(end)).toBeLessThanOrEqual(10);
    expect(sent).toHaveLength(28);
  });

  it('gives the place of a call that has given up to the next in line', async () => {
    const clock = createManualClock();
    const budget = createRequestBudget({ requestsPerMinute: 1, onChange: () => {}, clock });
    onTestFinished(budget.close);
    const patience = new AbortController().signal;
    await budget.admit('queues', patience);
    const leaving = new AbortController();
    const left = budget.admit('queues', leaving.signal);
    const next = budget.admit('audit', patience).then(() => clock.monotonic());
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    await clock.advance(60);
    expect(await next).toBe(60);
  });

  it('holds a call back until its place is free', async () => {
    const server = await startVendorApi(http.get('/x', good));
    const client = openClient({ baseUrl: server.origin, requestsPerMinute: 2, budgetWindowSeconds: 0.4 });
    const began = performance.now();
    await client.request(get('/x'), patient());
    await client.request(get('/x'), patient());
    expect(await client.request(get('/x'), patient('aggregates'))).toEqual({ value: 7 });
    expect(server.received[2]!.at - began).toBeGreaterThan(390);
    expect(client.observed.budget[0]).toEqual([2, 2]);
  });

  it('sends nothing in a pause that began while a call was in line', async () => {
    const server = await startVendorApi(
      http.get(
        '/x',
        inTurn(good, () => HttpResponse.json({}, { status: 429, headers: { 'retry-after': '2' } }), good),
      ),
    );
    const client = openClient({ baseUrl: server.origin, requestsPerMinute: 2, budgetWindowSeconds: 0.8 });
    const calls = [1, 2, 3].map(() => client.request(get('/x'), patient()));
    expect(await Promise.all(calls)).toEqual([{ value: 7 }, { value: 7 }, { value: 7 }]);
    expect(server.received[2]!.at - server.received[1]!.at).toBeGreaterThan(1_900);
  });

  it.each(['known', 'unknown'])('fails a call whose deadline comes first: %s', async (kind) => {
    const server = await startVendorApi(http.get('/x', good));
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

  it('counts token requests and retries', async () => {
    const server = await startVendorApi(
      http.post('/token', () => HttpResponse.json({ access_token: 'token', expires_in: 3600 })),
      http.get(
        '/x',
        inTurn(() => HttpResponse.json({}, { status: 500 }), good),
      ),
    );
    const authenticate = clientCredentials({
      tokenUrl: `${server.origin}/token`,
      clientId: 'id',
      clientSecret: async () => 'secret',
      clientAuth: 'post',
    });
    const client = openClient({ baseUrl: server.origin, authenticate, requestsPerMinute: 10 });
    await client.request(get('/x'), patient());
    expect(client.observed.budget.at(-1)).toEqual([10, 7]);
  });

  it('leaves the failure as it was when the budget allows no retry', async () => {
    const server = await startVendorApi(http.get('/x', () => HttpResponse.json({}, { status: 500 })));
    const client = openClient({ baseUrl: server.origin, requestsPerMinute: 1 });
    const signal = withDeadline(new AbortController().signal, performance.now() + 10_000);
    await expect(client.request(get('/x'), { collector: 'aggregates', signal })).rejects.toMatchObject({
      code: 'http',
      status: 500,
    });
    expect(server.received).toHaveLength(1);
  });

  it('reports places that become free without a call, until it is closed', async () => {
    const server = await startVendorApi(http.get('/x', good));
    const client = openClient({
      baseUrl: server.origin,
      requestsPerMinute: 5,
      budgetWindowSeconds: 0.1,
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

  it('limits nothing without a budget', async () => {
    const server = await startVendorApi(http.get('/x', good));
    const client = openClient({ baseUrl: server.origin });
    for (let call = 0; call < 50; call++) await client.request(get('/x'), patient('audit'));
    expect(client.observed.budget).toEqual([]);
  });
});

describe('invariants of the request budget', () => {
  const asks = fc.array(
    fc.record({
      afterSeconds: fc.integer({ min: 0, max: 20 }),
      collector: fc.constantFrom(...COLLECTORS),
      patienceSeconds: fc.integer({ min: 0, max: 90 }),
    }),
    { maxLength: 60 },
  );

  it('admits no more requests in any minute than allowed, and rejects a call only at its deadline', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 10 }), asks, async (requestsPerMinute, list) => {
        const clock = createManualClock();
        let remaining = -1;
        const onChange = (left: number) => {
          remaining = left;
        };
        const budget = createRequestBudget({ requestsPerMinute, onChange, clock });
        const sent: number[] = [];
        const calls: Promise<unknown>[] = [];
        for (const { afterSeconds, collector, patienceSeconds } of list) {
          await clock.advance(afterSeconds);
          const signal = withDeadline(
            new AbortController().signal,
            (clock.monotonic() + patienceSeconds) * 1000,
          );
          const place = budget.admit(collector, signal).then(
            () => sent.push(clock.monotonic()),
            (error: unknown) => expect(error).toBeInstanceOf(BudgetSpentError),
          );
          calls.push(place);
        }
        await clock.advance(60 * 60);
        await Promise.all(calls);
        budget.close();
        for (const at of sent)
          expect(sent.filter((each) => at - 60 + 1e-6 < each && each <= at).length).toBeLessThanOrEqual(
            requestsPerMinute,
          );
        expect(remaining).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 30 },
    );
  });
});
