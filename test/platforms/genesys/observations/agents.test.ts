import { HttpResponse, type HttpResponseResolver, http } from 'msw';
import type { Models } from 'purecloud-platform-client-v2';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { userDetailsQuery } from '../../../../src/platforms/genesys/observations/agents/user-details.ts';
import { genesysObservations } from '../../../../src/platforms/genesys/observations/index.ts';
import { connectAdapter } from '../../../support/adapter.ts';
import { errorBody, QUIET } from '../../../support/genesys.ts';
import { inTurn, startVendorApi } from '../../../support/vendor-api.ts';

const PATH = '/api/v2/analytics/users/details/query';
/** 2026-09-07T10:00:00Z. */
const NOW = Date.UTC(2026, 8, 7, 10) / 1000;
const iso = (secondsAgo: number) => new Date((NOW - secondsAgo) * 1000).toISOString();

const between = (from: number, to: number | undefined) => ({
  startTime: iso(from),
  ...(to !== undefined && { endTime: iso(to) }),
});
const status = (routingStatus: string, from: number, to?: number) => ({
  ...between(from, to),
  routingStatus,
});
const presence = (systemPresence: string, from: number, to?: number) => ({
  ...between(from, to),
  systemPresence,
  organizationPresenceId: '6a3af858-942f-489d-9700-5f9bcdcdae9b',
});
const answer =
  (...userDetails: unknown[]) =>
  () =>
    HttpResponse.json({ userDetails, totalHits: userDetails.length });

async function connect(
  answers: HttpResponseResolver | readonly HttpResponseResolver[],
  agentIds: readonly string[] = ['a', 'b'],
) {
  const server = await startVendorApi(http.post(PATH, inTurn(...[answers].flat())), ...QUIET);
  const settings = { base_url: server.origin, oauth: { client_id: 'id', client_secret: 'secret' } };
  return { server, adapter: connectAdapter(genesysObservations, { settings, agentIds, now: () => NOW }) };
}

describe('Genesys: time by state of configured agents', () => {
  it('asks as the official library declares', () => {
    expectTypeOf<ReturnType<typeof userDetailsQuery>>().toExtend<Models.UserDetailsQuery>();
    type Filter = ReturnType<typeof userDetailsQuery>['userFilters'][number];
    expectTypeOf<Exclude<keyof Filter, keyof Models.UserDetailQueryFilter>>().toBeNever();
    expectTypeOf<
      Exclude<keyof Filter['predicates'][number], keyof Models.UserDetailQueryPredicate>
    >().toBeNever();
  });

  it('asks for them alone, over 24 hours', async () => {
    const { server, adapter } = await connect(() => HttpResponse.json({ totalHits: 0 }));
    expect(await adapter.collect('agents')).toEqual({ agentTimes: [], rejected: {} });
    expect(JSON.parse(server.at(PATH)[0]?.body ?? '')).toEqual({
      interval: '2026-09-06T10:00:00.000Z/2026-09-07T10:00:00.000Z',
      order: 'asc',
      paging: { pageSize: 100, pageNumber: 1 },
      userFilters: [
        {
          type: 'or',
          predicates: ['a', 'b'].map((value) => ({
            type: 'dimension',
            dimension: 'userId',
            operator: 'matches',
            value,
          })),
        },
      ],
    });
  });

  it('distinguishes agents off queue by their presence, and cuts what reaches beyond the day', async () => {
    const { adapter } = await connect(
      answer({
        userId: 'a',
        routingStatus: [
          status('INTERACTING', 3000, 2400),
          status('OFF_QUEUE', 90_000, 3600),
          status('IDLE', 3600, 3000),
          status('NOT_RESPONDING', 2400, 2300),
          status('COMMUNICATING', 2300, 2200),
          status('OFF_QUEUE', 2200, 1000),
          status('NAPPING', 1000, 900),
          status('IDLE', 900),
        ],
        primaryPresence: [
          presence('MEAL', 2200, 1700),
          presence('OFFLINE', 90_000, 4000),
          presence('ON_QUEUE', 4000, 2200),
          presence('OFFLINE', 1500, 1000),
        ],
      }),
    );
    const { agentTimes, rejected } = await adapter.collect('agents');
    expect(rejected).toEqual({});
    expect(Object.fromEntries(agentTimes?.map(({ state, seconds }) => [state, seconds]) ?? [])).toEqual({
      logged_out: 86_400 - 4000 + 500,
      unavailable: 400 + 500,
      available: 600 + 900,
      busy: 600 + 100,
      not_responding: 100,
      off_queue: 200,
      napping: 100,
    });
  });

  it('rejects rows without an agent, of other agents, repeated, or without instants', async () => {
    const { adapter } = await connect(
      answer(
        { routingStatus: [] },
        { userId: 'somebody' },
        { userId: 'a', routingStatus: [status('IDLE', 60)] },
        { userId: 'a', routingStatus: [status('IDLE', 60)] },
        { userId: 'b', routingStatus: [{ routingStatus: 'IDLE' }] },
      ),
    );
    expect(await adapter.collect('agents')).toEqual({
      agentTimes: [{ agentId: 'a', state: 'available', seconds: 60 }],
      rejected: {
        invalid_user_id: 1,
        unasked_agent: 1,
        duplicate: 1,
        invalid_routing_status_start_time: 1,
      },
    });
  });

  it('asks for another page after a full one, and fails when they do not end', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `agent-${index}`);
    const full = answer(...ids.map((userId) => ({ userId, routingStatus: [status('IDLE', 60)] })));
    const { server, adapter } = await connect([full, () => HttpResponse.json({})], ids);
    expect((await adapter.collect('agents')).agentTimes).toHaveLength(100);
    expect(server.at(PATH).map(({ body }) => JSON.parse(body).paging.pageNumber)).toEqual([1, 2]);
    const endless = await connect(full, ids);
    await expect(endless.adapter.collect('agents')).rejects.toMatchObject({
      code: 'too_many_pages',
      message: expect.stringContaining('more than 50 pages; raise max_pages'),
    });
  });

  it('continues to the total of a page that is not full, and ends with an empty page', async () => {
    const first = () =>
      HttpResponse.json({
        userDetails: [{ userId: 'a', routingStatus: [status('IDLE', 60)] }],
        totalHits: 2,
      });
    const second = () =>
      HttpResponse.json({
        userDetails: [{ userId: 'b', routingStatus: [status('IDLE', 30)] }],
        totalHits: 2,
      });
    const split = await connect([first, second]);
    const times = await split.adapter.collect('agents');
    expect(times.agentTimes?.map(({ agentId, seconds }) => [agentId, seconds])).toEqual([
      ['a', 60],
      ['b', 30],
    ]);
    const approximate = await connect([first, () => HttpResponse.json({ totalHits: 2 })]);
    expect((await approximate.adapter.collect('agents')).agentTimes).toHaveLength(1);
    expect(approximate.server.at(PATH)).toHaveLength(2);
  });

  it('fails when no agent is listed though there are hits', async () => {
    const { adapter } = await connect(() => HttpResponse.json({ userDetails: [], totalHits: 2 }));
    await expect(adapter.collect('agents')).rejects.toMatchObject({
      code: 'list_inconsistent',
      endpoint: 'user_details',
    });
  });

  it('knows presences however they are written, and guesses none', async () => {
    const { adapter } = await connect(
      answer({
        userId: 'a',
        routingStatus: [status('OFF_QUEUE', 1000, 400), status('Not Responding', 400, 300)],
        primaryPresence: [
          presence('Offline', 1000, 900),
          presence('on queue', 900, 800),
          presence('Gone Fishing', 800, 700),
          presence('constructor', 700, 600),
        ],
      }),
    );
    const { agentTimes } = await adapter.collect('agents');
    expect(Object.fromEntries(agentTimes?.map(({ state, seconds }) => [state, seconds]) ?? [])).toEqual({
      logged_out: 100,
      unavailable: 100,
      gone_fishing: 100,
      constructor: 100,
      off_queue: 200,
      not_responding: 100,
    });
  });

  it('sends no request when no agent is configured, and fails without the permission', async () => {
    const nobody = await connect(() => HttpResponse.json({}), []);
    expect(await nobody.adapter.collect('agents')).toEqual({});
    expect(nobody.server.received).toEqual([]);
    const forbidden = await connect(errorBody(403, 'missing.permissions'));
    await expect(forbidden.adapter.collect('agents')).rejects.toMatchObject({ status: 403 });
  });
});

describe('Genesys: history of an agent', () => {
  it('cuts what the agent did into intervals', async () => {
    const { adapter } = await connect(
      answer({ userId: 'a', routingStatus: [status('IDLE', 1500, 600), status('INTERACTING', 600)] }),
    );
    const question = { agentId: 'a', from: NOW - 1800, to: NOW, intervalSeconds: 900 };
    const { intervals } = await adapter.agentHistory(question);
    expect(intervals.map(({ state, from, seconds }) => [state, from - NOW, seconds])).toEqual([
      ['available', -1800, 600],
      ['available', -900, 300],
      ['busy', -900, 600],
    ]);
  });
});
