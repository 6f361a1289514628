import { HttpResponse, http } from 'msw';
import type { Models } from 'purecloud-platform-client-v2';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { auditQuery } from '../../../../src/platforms/genesys/observations/audit/audit-query.ts';
import { genesysObservations } from '../../../../src/platforms/genesys/observations/index.ts';
import { connectAdapter } from '../../../support/adapter.ts';
import { errorBody, QUIET } from '../../../support/genesys.ts';
import { inTurn, type ReceivedRequest, respondTo, startVendorApi } from '../../../support/vendor-api.ts';

const PATH = '/api/v2/audits/query/realtime';
/** 2026-09-07T10:00:00Z. */
const NOW = Date.UTC(2026, 8, 7, 10) / 1000;
const iso = (unixSeconds: number) => new Date(unixSeconds * 1000).toISOString();

const message = (id: string, at: number, more: object = {}) => ({
  id,
  user: { id: 'somebody' },
  remoteIp: ['192.0.2.1'],
  serviceName: 'ContactCenter',
  eventDate: iso(at),
  action: 'Update',
  entity: { id: 'q1', name: 'Sales' },
  entityType: 'Queue',
  propertyChanges: [{ property: 'acwSettings', oldValues: ['a'], newValues: ['b'] }],
  ...more,
});
type Query = ReturnType<typeof auditQuery>;
const queryOf = ({ body }: ReceivedRequest) => JSON.parse(body) as Query;

/** Each poll reads the next of these logs, in pages of two. */
async function connect(...logs: readonly (readonly object[])[]) {
  let now = NOW;
  let poll = -1;
  const server = await startVendorApi(
    http.post(
      PATH,
      respondTo((request) => {
        const { pageNumber } = queryOf(request);
        const messages = logs[poll] ?? [];
        const entities = messages.slice((pageNumber - 1) * 2, pageNumber * 2);
        return () =>
          HttpResponse.json({
            entities,
            pageNumber,
            pageCount: Math.ceil(messages.length / 2),
            total: messages.length,
          });
      }),
    ),
    ...QUIET,
  );
  const settings = { base_url: server.origin, oauth: { client_id: 'id', client_secret: 'secret' } };
  const adapter = connectAdapter(genesysObservations, { settings, now: () => now });
  const collect = async () => {
    poll += 1;
    const { queues, changes = [], rejected } = await adapter.collect('audit');
    now += 300;
    return { counts: queues?.[0]?.configChanges, changes, rejected };
  };
  return { server, adapter, collect };
}

describe('Genesys: audit', () => {
  it('asks as the official library declares', () => {
    expectTypeOf<Query>().toExtend<Models.AuditRealtimeQueryRequest>();
    expectTypeOf<Exclude<keyof Query, keyof Models.AuditRealtimeQueryRequest>>().toBeNever();
  });

  it('asks for the updates of queues: of a day at first, then with an hour’s overlap', async () => {
    const { server, collect } = await connect([], []);
    await collect();
    await collect();
    const asked = server.at(PATH).map(queryOf);
    expect(asked[0]).toEqual({
      interval: '2026-09-06T10:00:00.000Z/2026-09-07T10:00:00.000Z',
      serviceName: 'ContactCenter',
      filters: [
        { property: 'EntityType', value: 'Queue' },
        { property: 'Action', value: 'Update' },
      ],
      pageNumber: 1,
      pageSize: 100,
    });
    expect(asked[1]?.interval).toBe('2026-09-07T09:00:00.000Z/2026-09-07T10:05:00.000Z');
  });

  it('counts and logs each change once, across pages and polls, from 0 at the start', async () => {
    const before = message('a0', NOW - 60);
    const news = [1, 2, 3].map((number) => message(`a${number}`, NOW + number));
    const { adapter, collect } = await connect([before], [before, ...news], [before, ...news]);
    expect((await collect()).counts).toEqual({ update: 0 });
    const { counts, changes, rejected } = await collect();
    expect(counts).toEqual({ update: 3 });
    expect(rejected).toEqual({});
    expect(changes.map(({ id }) => id)).toEqual(['a3', 'a2', 'a1', 'a0']);
    expect(changes[0]).toEqual({
      id: 'a3',
      at: NOW + 3,
      queueId: 'q1',
      queue: 'Sales',
      action: 'update',
      properties: ['acwSettings'],
    });
    expect((await collect()).counts).toEqual({ update: 3 });
    expect(adapter.infos).toHaveLength(3);
  });

  it('leaves out what failed, and ids of persons in names of properties', async () => {
    const members = ['QueueMember/q1:f60111c5', 'queueId:q1:members', 'queueId:q1:other'].map((property) => ({
      property,
    }));
    const { adapter, collect } = await connect(
      [],
      [
        message('a1', NOW + 1, { status: 'FAILURE' }),
        message('a2', NOW + 2, { status: 'SUCCESS', propertyChanges: members }),
        message('a3', NOW + 3, { eventDate: 'now' }),
      ],
    );
    await collect();
    const { counts, changes, rejected } = await collect();
    expect(counts).toEqual({ update: 1 });
    expect(changes[0]?.properties).toEqual(['QueueMember', 'queueId']);
    expect(rejected).toEqual({ invalid_event_date: 1 });
    expect(JSON.stringify([changes, adapter.infos])).not.toMatch(/f60111c5|somebody|192/);
  });

  it.each([
    ['its only page is empty though the total is not', [{ entities: [], pageCount: 1, total: 2 }]],
    ['its only page is missing though the total is not', [{ total: 2 }]],
    ['its first page is empty though there are more', [{ entities: [], pageCount: 2 }]],
    [
      'its last page is short',
      [
        { entities: [message('a1', NOW)], pageNumber: 1, pageCount: 2, total: 3 },
        { entities: [message('a2', NOW)], pageNumber: 2, pageCount: 2, total: 3 },
        { entities: [] },
      ],
    ],
  ])('fails when %s, and counts the changes with the next poll', async (_, answers) => {
    const whole = { entities: [], pageNumber: 1, pageCount: 0, total: 0 };
    const server = await startVendorApi(
      http.post(PATH, inTurn(...[...answers, whole].map((each) => () => HttpResponse.json(each)))),
      ...QUIET,
    );
    const settings = { base_url: server.origin, oauth: { client_id: 'id', client_secret: 'secret' } };
    const adapter = connectAdapter(genesysObservations, { settings, now: () => NOW });
    await expect(adapter.collect('audit')).rejects.toMatchObject({
      code: 'list_inconsistent',
      endpoint: 'audits',
    });
    expect((await adapter.collect('audit')).changes).toEqual([]);
  });

  it('counts changes of any action by name', async () => {
    const { collect } = await connect([], [message('a1', NOW + 1, { action: 'constructor' })]);
    await collect();
    expect((await collect()).counts).toEqual({ update: 0, constructor: 1 });
  });

  it('refuses a change of the far future', async () => {
    const { collect } = await connect([message('a1', NOW + 86_400), message('a2', NOW + 60)]);
    const { changes, rejected } = await collect();
    expect(changes.map(({ id }) => id)).toEqual(['a2']);
    expect(rejected).toEqual({ event_date_out_of_range: 1 });
  });

  it('fails when the pages do not end, and without the permission', async () => {
    const settings = (base_url: string) => ({
      base_url,
      oauth: { client_id: 'id', client_secret: 'secret' },
    });
    const endless = () => HttpResponse.json({ entities: [message('a1', NOW)], pageCount: 1_000_000 });
    const server = await startVendorApi(http.post(PATH, endless), ...QUIET);
    const adapter = connectAdapter(genesysObservations, {
      settings: settings(server.origin),
      now: () => NOW,
    });
    await expect(adapter.collect('audit')).rejects.toMatchObject({
      code: 'too_many_pages',
      message: expect.stringContaining('more than 50 pages; raise max_pages'),
    });
    const forbidden = await startVendorApi(http.post(PATH, errorBody(403, 'missing.permissions')), ...QUIET);
    const refused = connectAdapter(genesysObservations, { settings: settings(forbidden.origin) });
    await expect(refused.collect('audit')).rejects.toMatchObject({ status: 403, collector: 'audit' });
  });
});
