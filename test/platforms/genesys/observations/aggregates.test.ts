import { HttpResponse, type HttpResponseResolver, http, type RequestHandler } from 'msw';
import { describe, expect, it } from 'vitest';
import type { QueueFacts } from '../../../../src/domain/index.ts';
import { genesysObservations } from '../../../../src/platforms/genesys/observations/index.ts';
import { type AdapterOptions, connectAdapter, known } from '../../../support/adapter.ts';
import {
  aggregate,
  askedIds,
  count,
  duration,
  errorBody,
  interactions,
  interval,
  NOTHING_HAPPENED,
  observed,
  PATHS,
  QUIET,
  queuePage,
  users,
} from '../../../support/genesys.ts';
import { inTurn, type ReceivedRequest, respondTo, startVendorApi } from '../../../support/vendor-api.ts';

/** Conversation aggregates on the wire, from the shapes and traps that the platform's documents and users tell of. */

/** 2026-09-01 at 10:10:00 UTC: ten minutes into a half hour. */
const NOW = Date.UTC(2026, 8, 1, 10, 10) / 1000;
const RUNNING = Date.UTC(2026, 8, 1, 10) / 1000;
const BEFORE = RUNNING - 1800;
const ZERO = {
  offered: 0,
  answered: 0,
  answeredWithinThreshold: 0,
  abandoned: 0,
  shortAbandoned: 0,
  handleSeconds: 0,
  waitSeconds: 0,
};

interface AggregateBody {
  readonly interval: string;
  readonly granularity?: string;
}
const bodyOf = ({ body }: ReceivedRequest): AggregateBody => JSON.parse(body);
const isForCounters = (request: ReceivedRequest) => bodyOf(request).granularity !== undefined;

/** What the platform has counted; a test changes it from poll to poll. */
interface Book {
  window: readonly object[];
  halfHours: readonly object[];
}

async function connect(
  book: Book,
  handlers: readonly RequestHandler[] = [],
  options: Partial<AdapterOptions> = {},
) {
  const aggregates: HttpResponseResolver = respondTo(
    (request) => () => HttpResponse.json({ results: isForCounters(request) ? book.halfHours : book.window }),
  );
  const server = await startVendorApi(...handlers, http.post(PATHS.aggregates, aggregates), ...QUIET);
  const settings = {
    base_url: server.origin,
    oauth: { client_id: 'id', client_secret: 'secret' },
    media: 'all',
    ...options.settings,
  };
  const clock = { now: NOW };
  const adapter = connectAdapter(genesysObservations, { now: () => clock.now, ...options, settings });
  return {
    server,
    clock,
    adapter,
    poll: async () => (await adapter.collect('aggregates')).queues?.map(known) ?? [],
  };
}

const book = (window: readonly object[] = [], halfHours: readonly object[] = []): Book => ({
  window,
  halfHours,
});
const voice = (...data: readonly object[]) => [aggregate('q1', 'voice', ...data)];
const totalsOf = ([first]: readonly Partial<QueueFacts>[]) => first?.totals;

describe('Genesys aggregates: what is asked', () => {
  it('is the judged window, and the running half hour with the one before', async () => {
    const { server, adapter } = await connect(book(), [], { windowSeconds: 600 });
    await adapter.collect('aggregates');
    const filter = {
      type: 'or',
      predicates: [{ type: 'dimension', dimension: 'queueId', operator: 'matches', value: 'q1' }],
    };
    expect(server.at(PATHS.aggregates).map(({ body }) => JSON.parse(body))).toEqual([
      {
        interval: '2026-09-01T10:00:00.000Z/2026-09-01T10:10:00.000Z',
        groupBy: ['queueId', 'mediaType'],
        filter,
        metrics: ['nOffered', 'tAnswered', 'tAbandon', 'tShortAbandon', 'nOverSla', 'oServiceLevel'],
      },
      {
        interval: '2026-09-01T09:30:00.000Z/2026-09-01T10:30:00.000Z',
        granularity: 'PT30M',
        groupBy: ['queueId', 'mediaType'],
        filter,
        metrics: ['nOffered', 'tAnswered', 'tAbandon', 'nOverSla', 'tShortAbandon', 'tHandle', 'tWait'],
      },
    ]);
  });

  it.each([
    [800, [4, 4, 4]],
    [801, [5, 0, 5]],
  ])('reads the counters of %i queues with %j queries in three polls', async (queues, expected) => {
    const ids = Array.from({ length: queues }, (_, index) => ({ id: `q${index}`, name: 'Many' }));
    const { server, adapter } = await connect(book(), [http.get(PATHS.list, queuePage(...ids))]);
    const asked: number[] = [];
    for (let poll = 0; poll < 3; poll++) {
      const before = server.received.length;
      await adapter.collect('aggregates');
      const requests = server.received.slice(before).filter(({ url }) => url === PATHS.aggregates);
      expect(
        requests.filter((each) => !isForCounters(each)).map((each) => askedIds(each).length),
      ).toHaveLength(Math.ceil(queues / 200));
      expect(Math.max(...requests.map((each) => askedIds(each).length))).toBeLessThanOrEqual(200);
      asked.push(requests.filter(isForCounters).length);
    }
    expect(asked).toEqual(expected);
  });
});

describe('Genesys aggregates: the window', () => {
  it('is counted by queue and medium, with the service level as the platform has it', async () => {
    const { poll } = await connect(
      book([
        aggregate(
          'q1',
          'voice',
          interval(
            NOW - 900,
            NOW,
            count('nOffered', 12),
            duration('tAnswered', 9, 32_296),
            duration('tAbandon', 2, 8_000),
            duration('tShortAbandon', 1, 900),
            count('nOverSla', 1),
            { metric: 'oServiceLevel', stats: { ratio: 0.8, numerator: 8, denominator: 10, target: 0.8 } },
          ),
        ),
        aggregate('q1', 'chat', interval(NOW - 900, NOW, count('nOffered', 1))),
      ]),
    );
    expect(await poll()).toEqual([
      {
        id: 'q1',
        name: 'Sales',
        media: 'voice',
        windows: {
          900: {
            offered: 12,
            answered: 9,
            answeredWithinThreshold: 8,
            abandoned: 2,
            shortAbandoned: 1,
            answeredWaitSeconds: 32.296,
          },
        },
        serviceLevel: 0.8,
        totals: ZERO,
      },
      {
        id: 'q1',
        name: 'Sales',
        media: 'chat',
        windows: {
          900: {
            offered: 1,
            answered: 0,
            answeredWithinThreshold: 0,
            abandoned: 0,
            shortAbandoned: 0,
            answeredWaitSeconds: 0,
          },
        },
        totals: ZERO,
      },
    ]);
  });

  it.each([
    ['no rows', () => HttpResponse.json({ results: [] })],
    ['an empty object', () => HttpResponse.json({})],
    [
      'a row without data',
      () => HttpResponse.json({ results: [{ group: { queueId: 'q1', mediaType: 'voice' } }] }),
    ],
    [
      'an interval without metrics',
      () => HttpResponse.json({ results: voice({ interval: '2026-09-01T09:55:00.000Z/PT15M' }) }),
    ],
  ])('is 0 for a medium that the queue is known to have when the answer is %s', async (_, answer) => {
    const { adapter, poll } = await connect(book(), [
      http.post(
        PATHS.observations,
        observed(users('q1', count('oMemberUsers', 1)), interactions('q1', 'voice', count('oWaiting', 0))),
      ),
      http.post(PATHS.aggregates, answer),
    ]);
    await adapter.collect('queues');
    const windows = {
      900: {
        offered: 0,
        answered: 0,
        answeredWithinThreshold: 0,
        abandoned: 0,
        shortAbandoned: 0,
        answeredWaitSeconds: 0,
      },
    };
    expect(await poll()).toEqual([{ id: 'q1', name: 'Sales', media: 'voice', windows, totals: ZERO }]);
  });

  it('does not make up media of which nothing was ever heard', async () => {
    expect(await (await connect(book())).poll()).toEqual([]);
  });

  it('drops what cannot be, refuses bad rows by reason, and keeps the rest', async () => {
    const { adapter } = await connect(
      book([
        aggregate(
          'q1',
          'voice',
          interval(
            NOW - 900,
            NOW,
            count('nOffered', -3),
            duration('tAnswered', 2, 100),
            count('nOverSla', 5),
            { metric: 'tAbandon', stats: {} },
            { metric: 'oServiceLevel', stats: { ratio: 80 } },
          ),
        ),
        aggregate('q2', 'voice', interval(NOW - 900, NOW, count('nOffered', 9))),
        aggregate('q2', 'voice', interval(NOW - 900, NOW, count('nOffered', 8))),
        aggregate('q3', 'voice', interval(NOW - 900, NOW, count('nOffered', 9))),
        aggregate('q3', 'voice', interval(NOW - 900, NOW, count('nOffered', 9))),
        aggregate('q1', 'screenshare', interval(NOW - 900, NOW)),
        aggregate('other', 'voice', interval(NOW - 900, NOW)),
        aggregate('q4', 'chat', { interval: 'recently', metrics: [] }),
        { group: { queueId: 'q5' }, data: [] },
      ]),
      [http.get(PATHS.list, queuePage(...['q1', 'q2', 'q3', 'q4', 'q5'].map((id) => ({ id, name: id }))))],
    );
    const { queues, rejected } = await adapter.collect('aggregates');
    expect(queues?.map(({ id }) => id)).toEqual(['q1', 'q3']);
    expect(queues?.[0]?.serviceLevel).toBeUndefined();
    expect(queues?.[0]?.windows).toEqual({
      900: {
        offered: undefined,
        answered: 2,
        answeredWithinThreshold: undefined,
        abandoned: undefined,
        shortAbandoned: 0,
        answeredWaitSeconds: 0.1,
      },
    });
    expect(rejected).toEqual({
      offered_out_of_range: 1,
      answered_within_threshold_out_of_range: 1,
      service_level_out_of_range: 1,
      duplicate: 1,
      contradictory: 2,
      unknown_media: 1,
      unasked_queue: 1,
      invalid_interval: 1,
      invalid_group_media_type: 1,
    });
  });

  it('does not take what is missing for 0 where a row was refused, then or later', async () => {
    const voice = (id: string, offered: number) =>
      aggregate(id, 'voice', interval(RUNNING, RUNNING + 1800, count('nOffered', offered)));
    const refused = { group: { queueId: 'q1', mediaType: 'voice' }, data: [{ interval: 7 }] };
    const nobodys = { group: { queueId: 7, mediaType: 'voice' }, data: [] };
    const pages = [http.get(PATHS.list, queuePage({ id: 'q1', name: 'Sales' }, { id: 'q2', name: 'Care' }))];
    const today = book([voice('q1', 3), voice('q2', 4)], [voice('q1', 30), voice('q2', 40)]);
    const { poll } = await connect(today, pages);
    const offered = async () =>
      (await poll()).map(({ id, windows, totals }) => [id, windows?.[900]?.offered, totals?.offered]);
    expect(await offered()).toEqual([
      ['q1', 3, 0],
      ['q2', 4, 0],
    ]);
    today.window = [refused, voice('q2', 4)];
    expect(await offered()).toEqual([['q2', 4, 0]]);
    today.window = [nobodys, voice('q2', 4)];
    expect(await offered()).toEqual([['q2', 4, 0]]);
    today.window = [voice('q1', 3), voice('q2', 4)];
    today.halfHours = [refused, voice('q2', 41)];
    expect(await offered()).toEqual([
      ['q1', 3, undefined],
      ['q2', 4, 1],
    ]);
  });

  it('has no short abandons where more are reported than contacts that abandoned', async () => {
    const impossible = interval(NOW - 900, NOW, duration('tAbandon', 2, 8_000), count('tShortAbandon', 3));
    const { adapter } = await connect(book([aggregate('q1', 'voice', impossible)]));
    const { queues, rejected } = await adapter.collect('aggregates');
    expect(queues?.[0]?.windows?.[900]?.abandoned).toBe(2);
    expect(queues?.[0]?.windows?.[900]).not.toHaveProperty('shortAbandoned');
    expect(rejected).toEqual({ short_abandon: 1 });
  });

  it('has no figure of a metric that contradicts itself', async () => {
    const contradictory = interval(NOW - 900, NOW, count('nOffered', 3), count('nOffered', 4));
    const { adapter } = await connect(book([aggregate('q1', 'voice', contradictory)]));
    const { queues, rejected } = await adapter.collect('aggregates');
    expect(queues?.[0]?.windows?.[900]).toEqual({
      offered: undefined,
      answered: 0,
      answeredWithinThreshold: 0,
      abandoned: 0,
      shortAbandoned: 0,
      answeredWaitSeconds: 0,
    });
    expect(rejected).toEqual({ contradictory: 2 });
  });

  it.each([
    ['another shape', { data: [] }],
    ['rows that are no list', { results: 'none' }],
  ])('fails the poll on %s', async (_, answer) => {
    const { adapter } = await connect(book(), [http.post(PATHS.aggregates, () => HttpResponse.json(answer))]);
    await expect(adapter.collect('aggregates')).rejects.toMatchObject({
      code: 'invalid',
      endpoint: 'conversation_aggregates',
    });
  });

  it('speaks of the queues alone that the client may see', async () => {
    const { adapter } = await connect(book(), [
      http.get(PATHS.list, queuePage({ id: 'q1', name: 'Sales' }, { id: 'q2', name: 'Secret' })),
      http.post(
        PATHS.observations,
        observed(
          interactions('q1', 'voice', count('oWaiting', 0)),
          interactions('q2', 'voice', count('oWaiting', 0)),
        ),
      ),
      http.post(
        PATHS.aggregates,
        respondTo((request) =>
          askedIds(request).includes('q2') ? errorBody(403, 'missing.division.permission') : NOTHING_HAPPENED,
        ),
      ),
    ]);
    await adapter.collect('queues');
    const { queues } = await adapter.collect('aggregates');
    expect(queues?.map(({ id }) => id)).toEqual(['q1']);
    expect(adapter.warnings.map(({ fields }) => fields.queue_ids)).toEqual([['q2']]);
  });
});

describe('Genesys aggregates: counters', () => {
  const figures = (offered: number, handled = 0) => [
    count('nOffered', offered),
    duration('tAnswered', offered, 5_000),
    count('nOverSla', 1),
    duration('tHandle', handled, handled * 180_500),
    duration('tWait', offered, offered * 2_250),
  ];
  const halfHours = (before: number | undefined, running: number | undefined) =>
    voice(
      ...(before === undefined ? [] : [interval(BEFORE, RUNNING, ...figures(before))]),
      ...(running === undefined ? [] : [interval(RUNNING, RUNNING + 1800, ...figures(running, running))]),
    );

  it('begin at 0 whatever happened before the exporter ran, and add what happens from then on', async () => {
    const pages = book([], halfHours(40, 7));
    const { poll } = await connect(pages);
    expect(totalsOf(await poll())).toEqual(ZERO);
    pages.halfHours = halfHours(41, 9);
    expect(totalsOf(await poll())).toEqual({
      ...ZERO,
      offered: 3,
      answered: 3,
      answeredWithinThreshold: 3,
      handleSeconds: 361,
      waitSeconds: 6.75,
    });
  });

  it('never go back when the platform corrects itself, and do not count twice what comes again', async () => {
    const pages = book([], halfHours(40, 9));
    const { poll } = await connect(pages);
    await poll();
    for (const [running, expected] of [
      [12, 3],
      [10, 3],
      [12, 3],
      [13, 4],
    ] as const) {
      pages.halfHours = halfHours(40, running);
      expect(totalsOf(await poll())?.offered).toBe(expected);
    }
  });

  it('take in the whole of a half hour that began under their eyes, and its late corrections', async () => {
    const pages = book([], halfHours(undefined, 9));
    const { poll, clock } = await connect(pages);
    await poll();
    clock.now = RUNNING + 1860;
    const rolled = (before: number, running: number) =>
      voice(
        interval(RUNNING, RUNNING + 1800, ...figures(before)),
        interval(RUNNING + 1800, RUNNING + 3600, ...figures(running)),
      );
    pages.halfHours = rolled(11, 4);
    expect(totalsOf(await poll())?.offered).toBe(6);
    pages.halfHours = rolled(12, 4);
    expect(totalsOf(await poll())?.offered).toBe(7);
  });

  it('count what happened in a half hour without any row so far', async () => {
    const pages = book();
    const { poll } = await connect(pages, [
      http.post(PATHS.observations, observed(interactions('q1', 'voice', count('oWaiting', 0)))),
    ]);
    await poll();
    pages.halfHours = halfHours(undefined, 2);
    // A series begins at 0, so that rate() sees the rise.
    expect(totalsOf(await poll())?.offered).toBe(0);
    expect(totalsOf(await poll())?.offered).toBe(2);
  });

  it('make up for an outage by asking about all half hours since', async () => {
    const pages = book([], halfHours(undefined, 9));
    const { poll, clock, server } = await connect(pages);
    await poll();
    clock.now = RUNNING + 2 * 3600;
    pages.halfHours = voice(
      ...[10, 20, 30, 40, 5].map((offered, index) =>
        interval(RUNNING + index * 1800, RUNNING + (index + 1) * 1800, ...figures(offered)),
      ),
    );
    expect(totalsOf(await poll())?.offered).toBe(1 + 20 + 30 + 40 + 5);
    expect(
      server
        .at(PATHS.aggregates)
        .filter(isForCounters)
        .map((each) => bodyOf(each).interval),
    ).toEqual([
      '2026-09-01T09:30:00.000Z/2026-09-01T10:30:00.000Z',
      '2026-09-01T10:00:00.000Z/2026-09-01T12:30:00.000Z',
    ]);
    expect(totalsOf(await poll())?.offered).toBe(96);
  });

  it('count on when a clock that ran ahead for a while is set back', async () => {
    const pages = book([], halfHours(undefined, 9));
    const { poll, clock } = await connect(pages);
    await poll();
    clock.now = NOW + 86_400;
    for (let ahead = 0; ahead < 3; ahead++) await poll();
    clock.now = RUNNING + 2 * 1800;
    pages.halfHours = voice(
      ...[12, 20, 5].map((offered, index) =>
        interval(RUNNING + index * 1800, RUNNING + (index + 1) * 1800, ...figures(offered)),
      ),
    );
    expect(totalsOf(await poll())?.offered).toBe(3 + 20 + 5);
  });

  it('go back a day at most', async () => {
    const { poll, clock, server } = await connect(book());
    await poll();
    clock.now = NOW + 7 * 86_400;
    await poll();
    expect(bodyOf(server.at(PATHS.aggregates).at(-1)!).interval).toBe(
      '2026-09-07T10:00:00.000Z/2026-09-08T10:30:00.000Z',
    );
  });

  it('begin at 0 for a queue that appears later', async () => {
    const pages = book([], halfHours(40, 7));
    const { poll, clock } = await connect(pages, [
      http.get(
        PATHS.list,
        inTurn(
          queuePage({ id: 'q1', name: 'Sales' }),
          queuePage({ id: 'q1', name: 'Sales' }, { id: 'q2', name: 'New' }),
        ),
      ),
    ]);
    await poll();
    clock.now += 700;
    const ofNewQueue = (running: number) => [
      aggregate('q2', 'voice', interval(RUNNING, RUNNING + 1800, ...figures(running))),
    ];
    pages.halfHours = [...halfHours(40, 8), ...ofNewQueue(25)];
    const offered = async () => (await poll()).map(({ id, totals }) => [id, totals?.offered]);
    expect(await offered()).toEqual([
      ['q1', 1],
      ['q2', 0],
    ]);
    pages.halfHours = [...halfHours(40, 8), ...ofNewQueue(27)];
    expect(await offered()).toEqual([
      ['q1', 1],
      ['q2', 2],
    ]);
  });

  it('begin at 0 again for a queue that was gone', async () => {
    const pages = book([], halfHours(40, 7));
    const sales = queuePage({ id: 'q1', name: 'Sales' });
    const { poll, clock } = await connect(pages, [
      http.get(PATHS.list, inTurn(sales, queuePage({ id: 'q2', name: 'Other' }), sales)),
    ]);
    await poll();
    pages.halfHours = halfHours(40, 9);
    expect(totalsOf(await poll())?.offered).toBe(2);
    pages.halfHours = [];
    clock.now += 600;
    expect(await poll()).toEqual([]);
    pages.halfHours = halfHours(40, 15);
    clock.now += 600;
    expect(totalsOf(await poll())?.offered).toBe(0);
    pages.halfHours = halfHours(40, 16);
    expect(totalsOf(await poll())?.offered).toBe(1);
  });

  it('keep a figure unknown that the platform does not report', async () => {
    const { poll } = await connect(
      book(
        [],
        voice(
          interval(RUNNING, RUNNING + 1800, count('nOffered', 1), { metric: 'tHandle', stats: { count: 1 } }),
        ),
      ),
    );
    expect(totalsOf(await poll())).toEqual({ ...ZERO, handleSeconds: undefined });
  });

  it('ignore half hours that were not asked about, and say so', async () => {
    const pages = book([], halfHours(1, 1));
    const { adapter } = await connect(pages);
    await adapter.collect('aggregates');
    pages.halfHours = voice(interval(RUNNING + 600, RUNNING + 2400, ...figures(50)));
    const { queues, rejected } = await adapter.collect('aggregates');
    expect(queues?.[0]?.totals?.offered).toBe(0);
    expect(rejected).toEqual({ unasked_interval: 1 });
  });
});
