import { HttpResponse, type HttpResponseResolver, http } from 'msw';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { known } from '../../../support/adapter.ts';
import { ACTIVITY, connect, NOW, queryOf } from './support.ts';

/** A row as the current specification has it. */
const sales = {
  serverTime: '2026-09-07T10:00:00.000Z',
  businessUnitId: 4593821,
  campaignId: 100,
  campaignName: 'Inbound',
  skillId: 4001,
  skillName: 'Sales "EMEA"',
  mediaTypeId: 4,
  mediaTypeName: 'Phone',
  isActive: true,
  isOutbound: false,
  isNaturalCalling: false,
  agentsLoggedIn: 21,
  agentsAvailable: 3,
  agentsWorking: 14,
  agentsUnavailable: 2,
  agentsACW: 2,
  agentsIdle: 3,
  contactsActive: 15,
  queueCount: 6,
  earliestQueueTime: '2026-09-07T09:58:30.250000Z',
  serviceLevel: 83,
  serviceLevelGoal: 80,
  serviceLevelThreshold: 30,
  inSLA: 83,
  outSLA: 17,
};
const salesFacts = {
  id: '4001',
  name: 'Sales "EMEA"',
  media: 'voice',
  waiting: 6,
  active: 15,
  oldestWaitingAt: NOW - 89.75,
  agents: { available: 3, busy: 14, after_contact_work: 2, unavailable: 2 },
  agentsLoggedIn: 21,
  serviceLevel: 0.83,
  serviceLevelTarget: 0.8,
  serviceLevelThresholdSeconds: 30,
};

const activity =
  (...skillActivity: unknown[]) =>
  () =>
    HttpResponse.json({
      totalRecords: skillActivity.length,
      _links: { self: 'https://api-na1.niceincontact.com/x' },
      lastPollTime: '2026-09-07T10:00:00.000Z',
      skillActivity,
    });

async function poll(answer: HttpResponseResolver) {
  const { server, adapter } = await connect([http.get(ACTIVITY, answer)]);
  const { queues, rejected } = await adapter.collect('queues');
  return { server, queues: queues?.map(known), rejected };
}

describe('CXone ACD: skills as queues', () => {
  it('asks for a full snapshot of the fields it uses, and reads it', async () => {
    const { server, queues, rejected } = await poll(activity(sales));
    expect(queues).toEqual([salesFacts]);
    expect(rejected).toEqual({});
    const [request] = server.at(ACTIVITY);
    expect(queryOf(request!)).toEqual({
      IsOutbound: 'false',
      fields:
        'skillId,skillName,mediaTypeId,isActive,isOutbound,queueCount,earliestQueueTime,contactsActive,' +
        'agentsLoggedIn,agentsAvailable,agentsWorking,agentsACW,agentsUnavailable,' +
        'serviceLevel,serviceLevelGoal,serviceLevelThreshold,inSLA,outSLA',
    });
    expect(request?.headers).toMatchObject({ authorization: 'Bearer token', accept: 'application/json' });
  });

  it('finds the rows under resultSet, as old versions wrap them', async () => {
    const { queues } = await poll(() =>
      HttpResponse.json({ resultSet: { lastPollTime: '', skillActivity: [sales] } }),
    );
    expect(queues).toEqual([salesFacts]);
  });

  it('reads numbers and flags that come as text', async () => {
    const asText = Object.fromEntries(Object.entries(sales).map(([name, value]) => [name, String(value)]));
    expect((await poll(activity(asText))).queues).toEqual([salesFacts]);
  });

  it('reads names in any case, and the two that are misspelt', async () => {
    const respelt = Object.fromEntries(
      Object.entries(sales).map(([name, value]) => [name[0]?.toUpperCase() + name.slice(1), value]),
    );
    const { AgentsAvailable, AgentsUnavailable, AgentsACW, InSLA, ...rest } = respelt;
    const { queues } = await poll(() =>
      HttpResponse.json({
        SkillActivity: [
          {
            ...rest,
            agentsAvaliable: AgentsAvailable,
            AgentsUnavaliable: AgentsUnavailable,
            agentsAcw: AgentsACW,
            inSla: InSLA,
          },
        ],
      }),
    );
    expect(queues).toEqual([salesFacts]);
  });

  it('takes what is null, empty or missing for unknown, and a zero for zero', async () => {
    const { queues, rejected } = await poll(
      activity(
        {
          skillId: 1,
          skillName: null,
          mediaTypeId: null,
          queueCount: 0,
          agentsAvailable: 0,
          serviceLevel: '',
        },
        { skillId: 2, skillName: 'Bare' },
      ),
    );
    expect(queues).toEqual([
      { id: '1', name: '1', media: 'all', waiting: 0, agents: { available: 0 } },
      { id: '2', name: 'Bare', media: 'all' },
    ]);
    expect(rejected).toEqual({});
  });

  it.each([
    [1, 'email'],
    [3, 'chat'],
    [4, 'voice'],
    [5, 'callback'],
    [6, 'work_item'],
    [7, 'message'],
    [8, 'message'],
    [9, 'message'],
    [77, 'all'],
  ])('knows medium %s as %s', async (mediaTypeId, media) => {
    expect((await poll(activity({ skillId: 1, mediaTypeId }))).queues?.[0]?.media).toBe(media);
  });

  afterEach(() => void vi.unstubAllEnvs());

  it.each([
    ['a fraction and Z', '2026-09-07T09:59:00.1230000Z', NOW - 59.877],
    ['no zone, which is UTC', '2026-09-07T09:59:00', NOW - 60],
    ['an offset', '2026-09-07T11:59:00+02:00', NOW - 60],
  ])('reads the instant of the oldest contact with %s', async (_, earliestQueueTime, expected) => {
    // A machine that does not live in UTC.
    vi.stubEnv('TZ', 'America/New_York');
    const { queues } = await poll(activity({ skillId: 1, queueCount: 1, earliestQueueTime }));
    expect(queues?.[0]?.oldestWaitingAt).toBeCloseTo(expected, 6);
  });

  it('has no oldest contact while no contact waits, whatever the platform reports', async () => {
    const { queues, rejected } = await poll(
      activity({ skillId: 1, queueCount: 0, earliestQueueTime: '0001-01-01T00:00:00Z' }),
    );
    expect(queues).toEqual([{ id: '1', name: '1', media: 'all', waiting: 0 }]);
    expect(rejected).toEqual({});
  });

  it('drops and counts impossible values, and keeps the rest of the row', async () => {
    const { queues, rejected } = await poll(
      activity({
        skillId: 1,
        queueCount: -1,
        agentsWorking: 'many',
        contactsActive: 2,
        serviceLevel: 130,
        earliestQueueTime: 'soon',
      }),
    );
    expect(queues?.[0]).toMatchObject({ id: '1', active: 2 });
    expect(Object.keys(queues?.[0] ?? {})).toEqual(['id', 'name', 'media', 'active']);
    expect(rejected).toEqual({
      queue_count_out_of_range: 1,
      agents_working_out_of_range: 1,
      service_level_out_of_range: 1,
      earliest_queue_time_out_of_range: 1,
    });
  });

  it('rejects rows without an id, second rows of one skill, and values that are not rows', async () => {
    const { queues, rejected } = await poll(
      activity({ skillName: 'No id' }, { skillId: 1 }, { skillId: '1' }, 'not a row', {
        skillId: 2,
        queueCount: {},
      }),
    );
    expect(queues?.map(({ id }) => id)).toEqual(['1']);
    expect(rejected).toEqual({ invalid_skill_id: 1, duplicate: 1, invalid_row: 1, invalid_queue_count: 1 });
  });

  it('knows no service level of no contacts, and no target where none is set', async () => {
    const { queues } = await poll(
      activity({
        skillId: 1,
        serviceLevel: 100,
        inSLA: 0,
        outSLA: 0,
        serviceLevelGoal: 0,
        serviceLevelThreshold: 0,
      }),
    );
    expect(queues).toEqual([{ id: '1', name: '1', media: 'all' }]);
  });

  it('leaves out skills that are inactive or outbound', async () => {
    const { queues } = await poll(
      activity(
        { skillId: 1, isActive: false },
        { skillId: 2, isActive: 'False' },
        { skillId: 3, isActive: true, isOutbound: true },
        { skillId: 4, isActive: true, isOutbound: false },
      ),
    );
    expect(queues?.map(({ id }) => id)).toEqual(['4']);
  });

  it('watches the selected skills alone', async () => {
    const rows = ['Sales 1', 'Sales 2', 'Care'].map((skillName, index) => ({
      skillId: index + 1,
      skillName,
    }));
    const { adapter } = await connect([http.get(ACTIVITY, activity(...rows))], {
      selection: { include: ['Sales*'], ids: ['3'], exclude: ['*2'] },
    });
    expect((await adapter.collect('queues')).queues?.map(({ id }) => id)).toEqual(['1', '3']);
  });

  it('takes 204 for no skills', async () => {
    const { queues, rejected } = await poll(() => new HttpResponse(null, { status: 204 }));
    expect(queues).toEqual([]);
    expect(rejected).toEqual({});
  });

  it('fails the poll on 304: it asked for everything, and has nothing to hold on to', async () => {
    const { adapter } = await connect([http.get(ACTIVITY, () => new HttpResponse(null, { status: 304 }))]);
    await expect(adapter.collect('queues')).rejects.toMatchObject({ code: 'http', status: 304 });
  });

  it.each([
    ['no rows', {}],
    ['rows that are null', { skillActivity: null }],
    ['rows that are no list', { skillActivity: { 4001: sales } }],
    ['a bare list', [sales]],
    ['a text', 'cannot render'],
  ])('fails the poll when the answer holds %s', async (_, answer) => {
    const { adapter } = await connect([http.get(ACTIVITY, () => HttpResponse.json(answer))]);
    await expect(adapter.collect('queues')).rejects.toMatchObject({
      code: 'invalid',
      endpoint: 'skills_activity',
    });
  });

  it('shows the message of a header when the error has no body', async () => {
    const { adapter } = await connect([
      http.get(
        ACTIVITY,
        () => new HttpResponse(null, { status: 400, headers: { icStatusDescription: 'Invalid field list' } }),
      ),
    ]);
    await expect(adapter.collect('queues')).rejects.toThrow('Invalid field list');
  });
});
