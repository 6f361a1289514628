import { HttpResponse, type HttpResponseResolver, http, type RequestHandler } from 'msw';
import { describe, expect, it } from 'vitest';
import type { CollectorName, Media, QueueFacts } from '../../../../src/domain/index.ts';
import { genesysObservations } from '../../../../src/platforms/genesys/observations/index.ts';
import { connectAdapter } from '../../../support/adapter.ts';
import {
  aggregate,
  askedIds,
  count,
  errorBody,
  interactions,
  interval,
  observed,
  PATHS,
  QUIET,
  type QueueEntity,
  queuePage,
  users,
} from '../../../support/genesys.ts';
import { type ReceivedRequest, respondTo, startVendorApi } from '../../../support/vendor-api.ts';

/** Setting `media` over HTTP: which media of a queue are shown, and what is queried to know. */

/** 2026-09-01 at 10:10:00 UTC: ten minutes into a half hour. */
const NOW = Date.UTC(2026, 8, 1, 10, 10) / 1000;
const RUNNING = Date.UTC(2026, 8, 1, 10) / 1000;
const HOUR = 3600;
const DAY = 24 * HOUR;
const REPORTED = ['voice', 'chat', 'email', 'message', 'callback'] as const;

type Contacts = Readonly<Partial<Record<Media, number>>>;

/** State of the simulated platform by queue; a test changes it from poll to poll. */
interface Platform {
  waiting: Readonly<Record<string, Contacts>>;
  week: Readonly<Record<string, Contacts>>;
  window: Readonly<Record<string, Contacts>>;
  halfHour: Readonly<Record<string, Contacts>>;
  /** Response to the query of the last seven days; absent: the contacts of `week`. */
  history?: HttpResponseResolver | undefined;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const SALES: QueueEntity = { id: 'q1', name: 'Sales' };

function isHistory({ body }: ReceivedRequest): boolean {
  const [from = '', to = ''] = (JSON.parse(body) as { interval: string }).interval.split('/');
  return Date.parse(to) - Date.parse(from) === 7 * DAY * 1000;
}
const hasGranularity = ({ body }: ReceivedRequest) => 'granularity' in JSON.parse(body);

function rowsOf(contacts: Platform['week'], ids: readonly string[]) {
  return ids.flatMap((id) =>
    Object.entries(contacts[id] ?? {}).map(([media, offered]) =>
      aggregate(id, media, interval(RUNNING, RUNNING + HOUR / 2, count('nOffered', offered))),
    ),
  );
}

interface Options {
  readonly media?: unknown;
  readonly queues?: readonly QueueEntity[];
  readonly handlers?: readonly RequestHandler[];
}

async function connect(changes: Partial<Platform>, { media, queues = [SALES], handlers = [] }: Options = {}) {
  const platform: Platform = { waiting: {}, week: {}, window: {}, halfHour: {}, ...changes };
  const server = await startVendorApi(
    ...handlers,
    http.get(PATHS.list, queuePage(...queues)),
    http.post(
      PATHS.observations,
      respondTo((request) =>
        observed(
          ...askedIds(request).flatMap((id) => [
            users(id, count('oMemberUsers', 2)),
            ...REPORTED.map((each) =>
              interactions(id, each, count('oWaiting', platform.waiting[id]?.[each] ?? 0)),
            ),
          ]),
        ),
      ),
    ),
    http.post(
      PATHS.aggregates,
      respondTo((request) => {
        const ids = askedIds(request);
        if (isHistory(request))
          return platform.history ?? (() => HttpResponse.json({ results: rowsOf(platform.week, ids) }));
        const contacts = hasGranularity(request) ? platform.halfHour : platform.window;
        return () => HttpResponse.json({ results: rowsOf(contacts, ids) });
      }),
    ),
    ...QUIET,
  );
  const clock = { now: NOW };
  const adapter = connectAdapter(genesysObservations, {
    settings: {
      base_url: server.origin,
      oauth: { client_id: 'id', client_secret: 'secret' },
      ...(media !== undefined && { media }),
    },
    now: () => clock.now,
  });
  const poll = async (name: CollectorName, deadlineSeconds?: number) =>
    (await adapter.collect(name, deadlineSeconds)).queues ?? [];
  return {
    platform,
    server,
    clock,
    adapter,
    poll,
    /** Media of the queues' interactions; agents are in the row of all media. */
    media: async (name: CollectorName = 'queues') => mediaOf(await poll(name)),
    historyQueries: () => server.at(PATHS.aggregates).filter(isHistory),
  };
}

function mediaOf(queues: readonly QueueFacts[]): Readonly<Record<string, readonly Media[]>> {
  const rows = queues.filter(({ media }) => media !== 'all');
  return Object.fromEntries(
    [...Map.groupBy(rows, ({ id }) => id)].map(([id, own]) => [id, own.map(({ media }) => media).sort()]),
  );
}

describe('media: used', () => {
  it('shows the media with contacts in the last seven days, and keeps agents in the row of all media', async () => {
    const { poll } = await connect({ week: { q1: { chat: 3, email: 1 } } });
    expect((await poll('queues')).map(({ media, waiting }) => [media, waiting])).toEqual([
      ['all', undefined],
      ['chat', 0],
      ['email', 0],
    ]);
  });

  it('queries the last seven days once, for the watched queues, and again after a day', async () => {
    const { media, clock, historyQueries } = await connect(
      {},
      { queues: [SALES, { id: 'q2', name: 'Care' }] },
    );
    await media('queues');
    await media('aggregates');
    clock.now += DAY - 1;
    await media('queues');
    await media('aggregates');
    expect(historyQueries().map(({ body }) => JSON.parse(body))).toEqual([
      {
        interval: '2026-08-25T10:10:00.000Z/2026-09-01T10:10:00.000Z',
        groupBy: ['queueId', 'mediaType'],
        filter: {
          type: 'or',
          predicates: ['q1', 'q2'].map((value) => ({
            type: 'dimension',
            dimension: 'queueId',
            operator: 'matches',
            value,
          })),
        },
        metrics: ['nOffered', 'tHandle'],
      },
    ]);
    clock.now += 1;
    await media('queues');
    expect(historyQueries()).toHaveLength(2);
  });

  it('shows a medium that the daily query finds, and keeps those without contacts for a week', async () => {
    const { media, clock, platform } = await connect({ week: { q1: { chat: 1 } } });
    expect(await media()).toEqual({ q1: ['chat'] });
    platform.week = { q1: { email: 1 } };
    clock.now += DAY;
    expect(await media()).toEqual({ q1: ['chat', 'email'] });
  });

  it('shows a medium from the moment a contact waits, and after it has left', async () => {
    const { media, platform } = await connect({ week: { q1: { voice: 9 } } });
    expect(await media()).toEqual({ q1: ['voice'] });
    platform.waiting = { q1: { callback: 1 } };
    expect(await media()).toEqual({ q1: ['callback', 'voice'] });
    expect(await media('aggregates')).toEqual({ q1: ['callback', 'voice'] });
    platform.waiting = {};
    expect(await media()).toEqual({ q1: ['callback', 'voice'] });
  });

  it('shows a medium whose contact came and left between two queue polls', async () => {
    const { media, platform } = await connect({ week: { q1: { voice: 9 } } });
    await media();
    platform.window = { q1: { chat: 1 } };
    expect(await media('aggregates')).toEqual({ q1: ['chat', 'voice'] });
    expect(await media('queues')).toEqual({ q1: ['chat', 'voice'] });
  });

  it.each<[string, object | undefined, Media]>([
    ['voice when its settings are unknown', undefined, 'voice'],
    ['voice when it is configured for several media', { chat: {}, call: {}, email: {} }, 'voice'],
    ['the only medium that it is configured for', { chat: {}, email: null }, 'chat'],
  ])('shows of a queue without contacts %s', async (_, mediaSettings, expected) => {
    const { media } = await connect({}, { queues: [{ ...SALES, ...(mediaSettings && { mediaSettings }) }] });
    expect(await media('queues')).toEqual({ q1: [expected] });
    expect(await media('aggregates')).toEqual({ q1: [expected] });
  });

  it('shows of a queue without contacts a reported medium when voice is not reported', async () => {
    const onlyChat = observed(interactions('q1', 'chat', count('oWaiting', 0)));
    const { media } = await connect({}, { handlers: [http.post(PATHS.observations, onlyChat)] });
    expect(await media()).toEqual({ q1: ['chat'] });
  });

  it('no longer shows voice once the first contact arrives in another medium', async () => {
    const { media, platform } = await connect({});
    expect(await media()).toEqual({ q1: ['voice'] });
    platform.waiting = { q1: { email: 1 } };
    expect(await media()).toEqual({ q1: ['email'] });
  });

  it('queries a queue that appears later, and forgets one that is gone', async () => {
    const { media, server, clock, platform, historyQueries } = await connect({ week: { q1: { chat: 1 } } });
    await media();
    server.use(http.get(PATHS.list, queuePage({ id: 'q2', name: 'New' })));
    platform.week = { q2: { message: 1 } };
    clock.now += HOUR;
    expect(await media()).toEqual({ q2: ['message'] });
    server.use(http.get(PATHS.list, queuePage(SALES)));
    platform.week = {};
    clock.now += HOUR;
    expect(await media()).toEqual({ q1: ['voice'] });
    expect(historyQueries().map(askedIds)).toEqual([['q1'], ['q2'], ['q1']]);
  });

  it('starts the counters of a medium that appears at 0, and counts its first contacts afterwards', async () => {
    const { poll, platform, clock } = await connect({
      week: { q1: { voice: 9 } },
      halfHour: { q1: { voice: 9 } },
    });
    const offered = async () =>
      Object.fromEntries((await poll('aggregates')).map(({ media, totals }) => [media, totals?.offered]));
    expect(await offered()).toEqual({ voice: 0 });
    platform.halfHour = { q1: { voice: 11, chat: 2 } };
    clock.now += 60;
    expect(await offered()).toEqual({ voice: 2, chat: 0 });
    platform.halfHour = { q1: { voice: 11, chat: 3 } };
    clock.now += 60;
    expect(await offered()).toEqual({ voice: 2, chat: 3 });
  });
});

describe('media: used, while the last seven days cannot be read', () => {
  const ALL = { q1: [...REPORTED].sort() };

  it.each([
    [
      'is forbidden',
      errorBody(403, 'missing.permissions'),
      600,
      'grant analytics:conversationAggregate:view',
    ],
    ['fails', errorBody(400, 'bad.request'), 60, 'see the error'],
  ])('shows every medium when the query %s, warns once, and retries', async (_, history, pause, advice) => {
    const { media, clock, platform, adapter, historyQueries } = await connect({
      week: { q1: { chat: 1 } },
      history,
    });
    expect(await media()).toEqual(ALL);
    clock.now += pause - 1;
    expect(await media()).toEqual(ALL);
    expect(historyQueries()).toHaveLength(1);
    clock.now += 1;
    expect(await media()).toEqual(ALL);
    expect(historyQueries()).toHaveLength(2);
    expect(adapter.warnings.map(({ message }) => message)).toEqual([expect.stringContaining(advice)]);
    platform.history = undefined;
    clock.now += pause;
    expect(await media()).toEqual({ q1: ['chat'] });
    expect(adapter.infos.map(({ message }) => message)).toEqual([
      'Recovered reading the media used in the last seven days',
    ]);
  });

  it.each<[string, () => HttpResponse<string | null>]>([
    ['nothing', () => new HttpResponse(null, { status: 204 })],
    ['a page of HTML', () => HttpResponse.html('<html>502 Bad Gateway</html>')],
    ['a truncated body', () => new HttpResponse('{"results":[{"group":', { headers: JSON_TYPE })],
    ['another shape', () => new HttpResponse('{"results":7}', { headers: JSON_TYPE })],
  ])('shows every medium when the response is %s', async (_, history) => {
    const { media } = await connect({ week: { q1: { chat: 1 } }, history });
    expect(await media()).toEqual(ALL);
  });

  it('keeps what it knows when a daily query fails', async () => {
    const { media, clock, platform } = await connect({ week: { q1: { chat: 1 } } });
    await media();
    platform.history = errorBody(400, 'bad.request');
    clock.now += DAY;
    expect(await media()).toEqual({ q1: ['chat'] });
  });

  it('shows every medium of a forbidden queue alone', async () => {
    const forbidden = errorBody(403, 'missing.any.division.permissions');
    const { media, server } = await connect(
      { week: { q1: { chat: 1 } } },
      { queues: [SALES, { id: 'q2', name: 'Secret' }] },
    );
    server.use(
      http.post(
        PATHS.aggregates,
        respondTo((request) =>
          askedIds(request).includes('q2')
            ? forbidden
            : () => HttpResponse.json({ results: rowsOf({ q1: { chat: 1 } }, ['q1']) }),
        ),
      ),
    );
    expect(await media()).toEqual({ q1: ['chat'], q2: ALL.q1 });
  });

  it('leaves time for the poll, and continues beside it', async () => {
    const queues = Array.from({ length: 401 }, (_, index) => ({ id: `q${index}`, name: `Queue ${index}` }));
    const slow = Promise.withResolvers<void>();
    let requests = 0;
    const { poll, server, historyQueries } = await connect({}, { queues });
    server.use(
      http.post(PATHS.aggregates, async () => {
        if (++requests === 2) await slow.promise;
        return HttpResponse.json({ results: [] });
      }),
    );
    const DEADLINE_SECONDS = 2;
    const shown = async () =>
      (await poll('queues', DEADLINE_SECONDS)).filter(({ media }) => media === 'chat').length;
    expect(await shown()).toBe(201);
    slow.resolve();
    expect(await shown()).toBe(0);
    expect(historyQueries().map((each) => askedIds(each).length)).toEqual([200, 200, 1]);
  });
});

describe('media: all and a list', () => {
  it.each<[unknown, readonly Media[]]>([
    ['all', [...REPORTED].sort()],
    [
      ['voice', 'email'],
      ['email', 'voice'],
    ],
  ])(
    'shows %j as reported, in use or not, without a query of the last seven days',
    async (setting, expected) => {
      const { media, historyQueries } = await connect({ waiting: { q1: { chat: 1 } } }, { media: setting });
      expect(await media('queues')).toEqual({ q1: expected });
      expect(await media('aggregates')).toEqual({ q1: expected });
      expect(historyQueries()).toEqual([]);
    },
  );
});
