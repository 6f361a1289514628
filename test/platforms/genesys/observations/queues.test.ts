import { HttpResponse, http, type RequestHandler } from 'msw';
import { describe, expect, it } from 'vitest';
import { genesysObservations } from '../../../../src/platforms/genesys/observations/index.ts';
import { type AdapterOptions, connectAdapter, known } from '../../../support/adapter.ts';
import {
  askedIds,
  count,
  errorBody,
  interactions,
  longestWaiting,
  MAPPINGS,
  observed,
  PATHS,
  PRESENCE,
  QUIET,
  queuePage,
  users,
} from '../../../support/genesys.ts';
import { respondTo, startVendorApi } from '../../../support/vendor-api.ts';

/** The queue poll on the wire, from the shapes and traps that the platform's documents and users tell of. */

const NOW = 1_787_230_900;

async function connect(handlers: readonly RequestHandler[], options: Partial<AdapterOptions> = {}) {
  const server = await startVendorApi(...handlers, ...QUIET);
  const settings = {
    base_url: server.origin,
    oauth: { client_id: 'id', client_secret: 'secret' },
    media: 'all',
    ...options.settings,
  };
  return { server, adapter: connectAdapter(genesysObservations, { now: () => NOW, ...options, settings }) };
}

async function queuesOf(results: readonly unknown[], options: Partial<AdapterOptions> = {}) {
  const { adapter } = await connect([http.post(PATHS.observations, observed(...results))], options);
  const { queues, rejected } = await adapter.collect('queues');
  return { queues: queues?.map(known), rejected };
}

const MEMBERS = count('oMemberUsers', 23);

describe('Genesys observations: what is asked', () => {
  it('names every queue in a predicate and the metrics individually', async () => {
    const { server, adapter } = await connect([
      http.get(PATHS.list, queuePage({ id: 'q1', name: 'Sales' }, { id: 'q2', name: 'Care' })),
      http.post(PATHS.observations, observed()),
    ]);
    await adapter.collect('queues');
    const predicate = (value: string) => ({
      type: 'dimension',
      dimension: 'queueId',
      operator: 'matches',
      value,
    });
    expect(JSON.parse(server.at(PATHS.observations)[0]?.body ?? '')).toEqual({
      filter: { type: 'or', predicates: [predicate('q1'), predicate('q2')] },
      metrics: [
        'oWaiting',
        'oInteracting',
        'oLongestWaiting',
        'oOnQueueUsers',
        'oOffQueueUsers',
        'oMemberUsers',
      ],
    });
    expect(server.at(PATHS.observations)[0]?.headers.authorization).toBe('Bearer token');
  });

  it('asks about at most 200 queues at once', async () => {
    const ids = Array.from({ length: 401 }, (_, index) => `q${index}`);
    const { server, adapter } = await connect([
      http.get(PATHS.list, queuePage(...ids.map((id) => ({ id, name: id })))),
      http.post(
        PATHS.observations,
        respondTo((request) =>
          observed(...askedIds(request).map((id) => interactions(id, 'voice', count('oWaiting', 1)))),
        ),
      ),
    ]);
    const { queues } = await adapter.collect('queues');
    expect(server.at(PATHS.observations).map((request) => askedIds(request).length)).toEqual([200, 200, 1]);
    expect(queues?.map(({ id }) => id)).toEqual(ids);
  });

  it('asks about the selected queues alone, and about listed ids that no list knows', async () => {
    const { server, adapter } = await connect(
      [
        http.get(PATHS.list, queuePage({ id: 'q1', name: 'Sales' }, { id: 'q2', name: 'Care' })),
        http.post(PATHS.observations, observed(interactions('q9', 'voice', count('oWaiting', 1)))),
      ],
      { selection: { include: ['Sal*'], ids: ['q9'] } },
    );
    const { queues } = await adapter.collect('queues');
    expect(server.at(PATHS.observations).map(askedIds)).toEqual([['q1', 'q9']]);
    expect(queues?.map(known)).toEqual([{ id: 'q9', name: 'q9', media: 'voice', waiting: 1 }]);
  });

  it('asks nothing when no queue is selected', async () => {
    const { server, adapter } = await connect([], { selection: { include: ['Nobody*'] } });
    expect((await adapter.collect('queues')).queues).toEqual([]);
    expect(server.at(PATHS.observations)).toEqual([]);
  });

  it('watches the given ids where it may not read the list', async () => {
    const handlers = [
      http.get(PATHS.list, errorBody(403, 'missing.permissions')),
      http.post(PATHS.observations, observed(interactions('q1', 'voice', count('oWaiting', 1)))),
    ];
    const { adapter } = await connect(handlers, { selection: { ids: ['q1'] } });
    expect((await adapter.collect('queues')).queues?.map(({ name }) => name)).toEqual(['q1']);
    const { adapter: all } = await connect(handlers);
    await expect(all.collect('queues')).rejects.toMatchObject({
      code: 'queue_ids_unknown',
      message: expect.stringContaining('grant routing:queue:view, or set queues.ids'),
    });
    const { adapter: byName } = await connect(handlers, { selection: { include: ['Sales'], ids: ['q1'] } });
    await expect(byName.collect('queues')).rejects.toMatchObject({
      code: 'queue_names_unknown',
      message: expect.stringContaining('need the names of the queues'),
    });
  });
});

describe('Genesys observations: agents', () => {
  it('reads them by state into the row of all media, absent statuses as 0', async () => {
    const { queues } = await queuesOf([
      users(
        'q1',
        MEMBERS,
        count('oOnQueueUsers', 4, 'IDLE'),
        count('oOnQueueUsers', 3, 'INTERACTING'),
        count('oOnQueueUsers', 1, 'COMMUNICATING'),
        count('oOffQueueUsers', 1, PRESENCE.available),
        count('oOffQueueUsers', 14, PRESENCE.offline),
      ),
    ]);
    expect(queues).toEqual([
      {
        id: 'q1',
        name: 'Sales',
        media: 'all',
        agents: { available: 4, busy: 4, not_responding: 0, unavailable: 1 },
        agentsLoggedIn: 9,
      },
    ]);
  });

  it('shows 0 agents for a queue whose members have all left, and none for a queue without any figure', async () => {
    const nobody = { available: 0, busy: 0, not_responding: 0, unavailable: 0 };
    const { queues } = await queuesOf([users('q1', MEMBERS, count('oOffQueueUsers', 23, PRESENCE.offline))]);
    expect(queues).toMatchObject([{ agents: nobody, agentsLoggedIn: 0 }]);
    expect(await queuesOf([{ group: { queueId: 'q1' } }])).toEqual({
      queues: [],
      rejected: { missing_queue: 1 },
    });
    expect((await queuesOf([users('q1')])).queues).toEqual([]);
  });

  it('does not guess at a count that is there but empty', async () => {
    const { queues } = await queuesOf([
      users(
        'q1',
        MEMBERS,
        { metric: 'oOnQueueUsers', qualifier: 'IDLE', stats: {} },
        count('oOnQueueUsers', 2, 'INTERACTING'),
      ),
    ]);
    expect(queues?.[0]?.agents).toEqual({
      available: undefined,
      busy: 2,
      not_responding: 0,
      unavailable: 0,
    });
    expect(queues?.[0]).not.toHaveProperty('agentsLoggedIn');
  });

  it('counts an unknown status only among the agents logged in, and logs it', async () => {
    const { queues, rejected } = await queuesOf([
      users('q1', MEMBERS, count('oOnQueueUsers', 2, 'IDLE'), count('oOnQueueUsers', 5, 'DREAMING')),
    ]);
    expect(queues).toMatchObject([{ agents: { available: 2, busy: 0 }, agentsLoggedIn: 7 }]);
    expect(rejected).toEqual({ unknown_routing_status: 1 });
  });

  describe('presences', () => {
    const offQueue = users(
      'q1',
      MEMBERS,
      count('oOffQueueUsers', 2, PRESENCE.meal),
      count('oOffQueueUsers', 5, PRESENCE.offline),
    );
    const definitions = () =>
      HttpResponse.json({
        entities: [
          { id: PRESENCE.meal, systemPresence: 'Meal', languageLabels: { en_US: 'Lunch' } },
          { id: PRESENCE.offline, systemPresence: 'Offline', languageLabels: {} },
          { name: 'no id' },
        ],
      });

    it.each([
      ['the mappings leave one out', MAPPINGS],
      ['there are no mappings', undefined],
    ])('looks presences up in the definitions when %s', async (_, systemToOrganizationMappings) => {
      const { server, adapter } = await connect([
        http.post(PATHS.observations, () =>
          HttpResponse.json({ systemToOrganizationMappings, results: [offQueue] }),
        ),
        http.get(PATHS.presences, definitions),
      ]);
      const poll = async () => (await adapter.collect('queues')).queues?.[0];
      expect(await poll()).toMatchObject({ agents: { unavailable: 2 }, agentsLoggedIn: 2 });
      expect(await poll()).toMatchObject({ agents: { unavailable: 2 }, agentsLoggedIn: 2 });
      expect(server.at(PATHS.presences)).toHaveLength(1);
    });

    it('ignores an undefined presence while no agent is in it', async () => {
      const { adapter } = await connect([
        http.post(
          PATHS.observations,
          observed(users('q1', MEMBERS, count('oOffQueueUsers', 0, PRESENCE.meal))),
        ),
        http.get(PATHS.presences, errorBody(404, 'not.found')),
      ]);
      const { queues } = await adapter.collect('queues');
      expect(queues).toMatchObject([{ agents: { unavailable: 0 }, agentsLoggedIn: 0 }]);
    });

    it('leaves the unavailable agents unknown when a presence is undefined, and keeps the other counts', async () => {
      const { server, adapter } = await connect([
        http.post(PATHS.observations, observed(offQueue)),
        http.get(PATHS.presences, errorBody(403, 'missing.permissions')),
      ]);
      for (let poll = 0; poll < 2; poll++) {
        const { queues } = await adapter.collect('queues');
        expect(queues?.map(known)).toEqual([
          {
            id: 'q1',
            name: 'Sales',
            media: 'all',
            agents: { available: 0, busy: 0, not_responding: 0, unavailable: undefined },
          },
        ]);
      }
      expect(server.at(PATHS.presences)).toHaveLength(1);
      expect(adapter.warnings).toHaveLength(1);
    });
  });
});

describe('Genesys observations: interactions', () => {
  it('keeps the media apart, with what each is held against, and shows no agents there', async () => {
    const settings = (percentage: number, durationMs: number) => ({
      alertingTimeoutSeconds: 8,
      serviceLevel: { percentage, durationMs },
    });
    const { adapter } = await connect([
      http.get(
        PATHS.list,
        queuePage({
          id: 'q1',
          name: 'Sales',
          mediaSettings: {
            call: settings(0.8, 20_000),
            chat: settings(0.9, 45_500),
            message: { subTypeSettings: {} },
          },
        }),
      ),
      http.post(
        PATHS.observations,
        observed(
          interactions(
            'q1',
            'voice',
            count('oInteracting', 5),
            count('oWaiting', 3),
            longestWaiting(1_787_230_858_678),
          ),
          interactions('q1', 'chat', count('oInteracting', 0), count('oWaiting', 0)),
          interactions('q1', 'message', count('oInteracting', 2), count('oWaiting', 0)),
          interactions('q1', 'video', count('oInteracting', 1)),
        ),
      ),
    ]);
    const { queues, rejected } = await adapter.collect('queues');
    const queue = { id: 'q1', name: 'Sales' };
    expect(queues?.map(known)).toEqual([
      {
        ...queue,
        media: 'voice',
        waiting: 3,
        active: 5,
        oldestWaitingAt: 1_787_230_858.678,
        serviceLevelTarget: 0.8,
        serviceLevelThresholdSeconds: 20,
      },
      {
        ...queue,
        media: 'chat',
        waiting: 0,
        active: 0,
        serviceLevelTarget: 0.9,
        serviceLevelThresholdSeconds: 45.5,
      },
      { ...queue, media: 'message', waiting: 0, active: 2 },
      { ...queue, media: 'video', active: 1 },
    ]);
    expect(rejected).toEqual({});
  });

  it.each([
    [
      'begins in the future, as the clocks differ',
      [count('oWaiting', 1), longestWaiting((NOW + 30) * 1000)],
      NOW,
    ],
    ['is told though nobody waits', [count('oWaiting', 0), longestWaiting((NOW - 9) * 1000)], undefined],
    ['is not told', [count('oWaiting', 2)], undefined],
    [
      'is told without a value',
      [count('oWaiting', 2), { metric: 'oLongestWaiting', stats: { count: 1 } }],
      undefined,
    ],
  ])('shows the longest wait %s', async (_, data, expected) => {
    const { queues } = await queuesOf([interactions('q1', 'voice', ...data)]);
    expect(queues?.[0]?.oldestWaitingAt).toBe(expected);
  });

  it('does not take a duration for the instant at which the longest wait began', async () => {
    const { queues, rejected } = await queuesOf([
      interactions('q1', 'voice', count('oWaiting', 2), longestWaiting(42_000)),
    ]);
    expect(queues?.[0]).not.toHaveProperty('oldestWaitingAt');
    expect(rejected).toEqual({ longest_waiting_out_of_range: 1 });
  });

  it('shows the chosen media alone, and the agents', async () => {
    const { queues } = await queuesOf(
      [
        users('q1', MEMBERS),
        interactions('q1', 'voice', count('oWaiting', 1)),
        interactions('q1', 'email', count('oWaiting', 7)),
      ],
      { settings: { media: ['voice'] } },
    );
    expect(queues?.map(({ media }) => media)).toEqual(['all', 'voice']);
  });

  it('refuses bad rows by reason, keeps the others, and counts queues without an answer', async () => {
    const { adapter } = await connect([
      http.get(
        PATHS.list,
        queuePage({ id: 'q1', name: 'Sales' }, { id: 'q2', name: 'Care' }, { id: 'q3', name: 'VIP' }),
      ),
      http.post(
        PATHS.observations,
        observed(
          interactions('q1', 'voice', count('oWaiting', 1)),
          interactions('q1', 'voice', count('oWaiting', 1)),
          interactions('q1', 'cobrowse', count('oInteracting', 1)),
          interactions('q2', 'voice', count('oWaiting', '4')),
          interactions('q2', 'chat', count('oWaiting', -1), count('oInteracting', 3)),
          interactions('other', 'voice', count('oWaiting', 1)),
          { data: [] },
          'not a row',
        ),
      ),
    ]);
    const { queues, rejected } = await adapter.collect('queues');
    expect(queues?.map(known)).toEqual([
      { id: 'q1', name: 'Sales', media: 'voice', waiting: 1 },
      { id: 'q2', name: 'Care', media: 'chat', active: 3 },
    ]);
    expect(rejected).toEqual({
      duplicate: 1,
      unknown_media: 1,
      invalid_data_stats_count: 1,
      waiting_out_of_range: 1,
      unasked_queue: 1,
      invalid_group: 1,
      invalid_row: 1,
      missing_queue: 1,
    });
  });

  it.each([
    ['rows that are no list', { results: {} }],
    ['no rows at all', {}],
    ['a list', []],
  ])('fails the poll on %s', async (_, answer) => {
    const { adapter } = await connect([http.post(PATHS.observations, () => HttpResponse.json(answer))]);
    await expect(adapter.collect('queues')).rejects.toMatchObject({
      code: 'invalid',
      endpoint: 'queue_observations',
    });
  });
});

describe('Genesys observations: queues that the client may not see', () => {
  const ids = Array.from({ length: 210 }, (_, index) => `q${index}`);
  const listed = queuePage(...ids.map((id) => ({ id, name: id })));
  const refusing = (forbidden: ReadonlySet<string>, code = 'missing.any.division.permissions') =>
    respondTo((request) =>
      askedIds(request).some((id) => forbidden.has(id))
        ? errorBody(403, code, 'You are not permitted to query for queue')
        : observed(...askedIds(request).map((id) => interactions(id, 'voice', count('oWaiting', 1)))),
    );

  it('are found, reported once, left out, and asked about again later', async () => {
    const forbidden = new Set(['q3', 'q77', 'q205']);
    let now = NOW;
    const { server, adapter } = await connect(
      [http.get(PATHS.list, listed), http.post(PATHS.observations, refusing(forbidden))],
      { now: () => now },
    );
    const allowed = ids.filter((id) => !forbidden.has(id));
    const first = await adapter.collect('queues');
    expect(first.queues?.map(({ id }) => id)).toEqual(allowed);
    expect(first.rejected).toEqual({ forbidden_queue: 3 });
    expect(adapter.warnings.map(({ fields }) => fields.queue_ids)).toEqual([['q3', 'q77', 'q205']]);

    const calls = () => server.at(PATHS.observations).length;
    let before = calls();
    expect((await adapter.collect('queues')).rejected).toEqual({ forbidden_queue: 3 });
    expect(calls() - before).toBe(2);

    forbidden.delete('q77');
    now += 3600;
    const seen = new Set<string>();
    for (let poll = 0; poll < 3; poll++) {
      before = calls();
      for (const { id } of (await adapter.collect('queues')).queues ?? []) seen.add(id);
      expect(calls() - before).toBeLessThanOrEqual(3);
    }
    expect(seen).toEqual(new Set([...allowed, 'q77']));
    expect(adapter.warnings).toHaveLength(1);
  });

  it.each(['missing.permissions', 'app.not.authorized.for.scope', 'authz.policy.denied'])(
    'are not sought when the client lacks the permission altogether (%s)',
    async (code) => {
      const { server, adapter } = await connect([
        http.get(PATHS.list, listed),
        http.post(PATHS.observations, errorBody(403, code, 'Unable to perform the requested action')),
      ]);
      await expect(adapter.collect('queues')).rejects.toMatchObject({
        code: 'http',
        status: 403,
        correlationId: '5b2d3f0e-2c3b-4a52-9f0d-0a9d7a6a3a11',
      });
      expect(server.at(PATHS.observations)).toHaveLength(1);
    },
  );

  it('fail the poll when there are no others', async () => {
    const { adapter } = await connect([http.post(PATHS.observations, refusing(new Set(['q1'])))]);
    const refusal = 'All 1 queues are forbidden; grant analytics:queueObservation:view';
    await expect(adapter.collect('queues')).rejects.toMatchObject({
      code: 'queues_forbidden',
      message: expect.stringContaining(refusal),
    });
    await expect(adapter.collect('queues')).rejects.toMatchObject({
      code: 'queues_forbidden',
      message: expect.stringContaining(refusal),
    });
  });
});
