import { HttpResponse, type HttpResponseResolver, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { inTurn } from '../../../support/vendor-api.ts';
import { AUDIT, connect, inPages, NOW } from './support.ts';

const iso = (unixSeconds: number) => new Date(unixSeconds * 1000).toISOString();
const change = (id: unknown, at: number, resourceId: string, more: object = {}) => ({
  id,
  timestamp: iso(at),
  action: 'Update',
  resourceType: 'Queue',
  resourceId,
  user: { id: 'somebody' },
  version: 2,
  changes: [{ property: 'maxWaitTime', oldValue: 60, newValue: 90 }],
  ...more,
});
const page = (results: readonly unknown[], nextUri?: string) => ({ results, nextUri });

async function connected(answers: readonly HttpResponseResolver[]) {
  let now = NOW;
  const { server, adapter } = await connect([http.get(AUDIT, inTurn(...answers))], { now: () => now });
  await adapter.collect('queues');
  const poll = async (afterSeconds = 0) => {
    now += afterSeconds;
    const { queues = [], changes = [], rejected } = await adapter.collect('audit');
    const counts = Object.fromEntries(queues.map(({ id, configChanges }) => [id, configChanges]));
    return { counts, changes, rejected };
  };
  const asked = () =>
    server.at(AUDIT).map(({ url }) => Object.fromEntries(new URL(url, 'http://platform').searchParams));
  return { server, adapter, poll, asked };
}

describe('CXone v2: audit', () => {
  it('asks for the changes of all queues: of a day at first, then from a little before the last reading on', async () => {
    const { poll, asked } = await connected([() => HttpResponse.json(page([]))]);
    await poll();
    await poll(300);
    const rest = { resourceType: 'Queue', endTime: 'now', pageSize: '100' };
    expect(asked()).toEqual([
      { ...rest, startTime: 'now-1440m' },
      { ...rest, startTime: 'now-65m' },
    ]);
  });

  it('counts each change once, and continues reading, when the clock runs ahead and is set back', async () => {
    const before = change('a1', NOW + 60, 'q1');
    const { poll, asked } = await connected([
      () => HttpResponse.json(page([])),
      () => HttpResponse.json(page([before])),
      () => HttpResponse.json(page([])),
      () => HttpResponse.json(page([change('a2', NOW + 400, 'q2'), before])),
    ]);
    await poll();
    await poll(300);
    await poll(36_000);
    await poll(300);
    const { counts, changes } = await poll(-35_900);
    expect(asked().at(-1)).toMatchObject({ startTime: 'now-60m' });
    expect(counts).toEqual({ q1: { update: 1 }, q2: { update: 1 } });
    expect(changes.map(({ id }) => id)).toEqual(['a2', 'a1']);
  });

  it('counts from 0 at the start: what was changed before is shown, and neither counted nor logged', async () => {
    const before = change('a1', NOW - 600, 'q1');
    const { poll, adapter } = await connected([
      () => HttpResponse.json(page([before])),
      () =>
        HttpResponse.json(
          page([change('a2', NOW + 60, 'q2', { action: 'Create', version: undefined }), before]),
        ),
    ]);
    const first = await poll();
    expect(first.counts).toEqual({ q1: { update: 0 }, q2: { update: 0 } });
    expect(first.changes).toEqual([
      {
        id: 'a1',
        at: NOW - 600,
        queueId: 'q1',
        queue: 'Sales',
        action: 'update',
        version: 2,
        properties: ['maxWaitTime'],
      },
    ]);
    expect(adapter.infos).toEqual([]);

    const second = await poll(300);
    expect(second.counts).toEqual({ q1: { update: 0 }, q2: { update: 0, create: 1 } });
    expect(second.changes.map(({ id }) => id)).toEqual(['a2', 'a1']);
    expect(adapter.infos).toEqual([
      {
        message: 'Queue configuration changed',
        fields: {
          queue_id: 'q2',
          queue: 'VIP',
          action: 'create',
          version: undefined,
          properties: ['maxWaitTime'],
          changed_at: iso(NOW + 60),
          change_id: 'a2',
        },
      },
    ]);
  });

  it('counts and logs each change once, however often and on whatever page it is listed', async () => {
    const changes = [1, 2, 3].map((number) => change(`a${number}`, NOW + number, 'q1'));
    const [first, second, third] = changes;
    const { poll, adapter } = await connected([
      () => HttpResponse.json(page([])),
      ...inPages([[second], [first, second]], page, () => `${AUDIT}?cursor=2`),
      ...inPages([[third, second], [second, first], [first]], page, (number) => `${AUDIT}?cursor=${number}`),
      () => HttpResponse.json(page(changes)),
    ]);
    await poll();
    expect((await poll(60)).counts.q1).toEqual({ update: 2 });
    expect((await poll(60)).counts.q1).toEqual({ update: 3 });
    const last = await poll(60);
    expect(last.counts.q1).toEqual({ update: 3 });
    expect(last.changes.map(({ id }) => id)).toEqual(['a3', 'a2', 'a1']);
    expect(adapter.infos.map(({ fields }) => fields.change_id)).toEqual(['a1', 'a2', 'a3']);
  });

  it('counts nothing of a reading that breaks off, and all of it once the paging starts again', async () => {
    const told = change('a1', NOW + 1, 'q1');
    const { poll, adapter, asked } = await connected([
      () => HttpResponse.json(page([])),
      () => HttpResponse.json(page([told], `${AUDIT}?cursor=2`)),
      () => HttpResponse.json({ message: 'bad cursor' }, { status: 400 }),
      () => HttpResponse.json(page([change('a2', NOW + 2, 'q1'), told])),
    ]);
    await poll();
    await expect(poll(300)).rejects.toMatchObject({ status: 400 });
    expect(adapter.infos).toEqual([]);
    expect((await poll(300)).counts.q1).toEqual({ update: 2 });
    expect(adapter.infos).toHaveLength(2);
    // Back to where the last whole reading ended, and an hour more.
    expect(asked().at(-1)?.startTime).toBe('now-70m');
  });

  it('does not count an old change again when the platform goes back further than requested', async () => {
    const old = change('a1', NOW - 80_000, 'q1');
    const { poll } = await connected([() => HttpResponse.json(page([old]))]);
    await poll();
    for (const hours of [12, 12, 12]) expect((await poll(hours * 3600)).counts.q1).toEqual({ update: 0 });
  });

  it('distinguishes changes without an id by their contents', async () => {
    const anonymous = (version: number) => change(undefined, NOW + 1, 'q1', { version });
    const { poll } = await connected([
      () => HttpResponse.json(page([])),
      () => HttpResponse.json(page([anonymous(2), anonymous(3), anonymous(2)])),
    ]);
    await poll();
    expect((await poll(60)).counts.q1).toEqual({ update: 2 });
  });

  it('leaves out queues that are not watched, and refuses entries that say too little', async () => {
    const { poll, adapter } = await connected([
      () => HttpResponse.json(page([])),
      () =>
        HttpResponse.json(
          page([
            change('a1', NOW, 'q9'),
            change('a2', NOW, 'q1', { timestamp: 'yesterday' }),
            change('a3', NOW, ''),
            change('a4', NOW, 'q1', { action: undefined }),
          ]),
        ),
    ]);
    await poll();
    expect(await poll(60)).toEqual({
      counts: { q1: { update: 0 }, q2: { update: 0 } },
      changes: [],
      rejected: { invalid_timestamp: 1, invalid_resource_id: 1, invalid_action: 1 },
    });
    expect(adapter.infos).toEqual([]);
  });
});
