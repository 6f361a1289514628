import { HttpResponse, http, type RequestHandler } from 'msw';
import { describe, expect, it } from 'vitest';
import type { Collection, CollectorName } from '../../../src/domain/index.ts';
import { cxoneAcd } from '../../../src/platforms/cxone/acd/index.ts';
import { cxoneV2 } from '../../../src/platforms/cxone/v2/index.ts';
import { genesysDetails } from '../../../src/platforms/genesys/details/index.ts';
import { genesysObservations } from '../../../src/platforms/genesys/observations/index.ts';
import type { Platform } from '../../../src/platforms/index.ts';
import { connectAdapter } from '../../support/adapter.ts';
import {
  aggregate,
  count,
  duration,
  interactions,
  interval,
  longestWaiting,
  observed,
  PATHS,
  queuePage,
  token,
  users,
} from '../../support/genesys.ts';
import { startVendorApi } from '../../support/vendor-api.ts';

/** Ids, counts and instants that cannot be true, sent to every adapter. */

/** 2026-09-07T10:00:00Z, a Monday. */
const NOW = Date.UTC(2026, 8, 7, 10) / 1000;

const ACD = '/inContactAPI/services/v34.0';
const DETAILS = '/api/v2/analytics/queues/details/query';
const AGENTS = '/api/v2/reporting/interactions/agents/details';
const USERS = '/api/v2/analytics/users/details/query';
const list = queuePage({ id: 'q1', name: 'Sales' });
const stats =
  (...rows: readonly object[]) =>
  () =>
    HttpResponse.json({ data: rows });
const V2 = [
  http.post('/api/v2/oauth/token', () => HttpResponse.json({ access_token: 'token', expires_in: 3600 })),
];
const GENESYS = [
  http.post(PATHS.token, token),
  http.get(PATHS.list, list),
  http.post(PATHS.aggregates, () => HttpResponse.json({ results: [] })),
];
const ACD_LOGIN = [http.post('/login', () => HttpResponse.json({ access_token: 'token', expires_in: 3600 }))];

async function connect(
  platform: Platform,
  handlers: readonly RequestHandler[],
  agentIds: readonly string[] = [],
) {
  const server = await startVendorApi(...handlers, ...GENESYS, ...ACD_LOGIN, ...V2);
  const oauth =
    platform.api === 'acd'
      ? { access_key_id: 'key', access_key_secret: 'secret', token_url: `${server.origin}/login` }
      : { client_id: 'id', client_secret: 'secret' };
  const settings = { base_url: server.origin, oauth };
  return connectAdapter(platform, { settings, agentIds, now: () => NOW });
}

async function collect(
  platform: Platform,
  name: CollectorName,
  handlers: readonly RequestHandler[],
  agentIds?: readonly string[],
) {
  return (await connect(platform, handlers, agentIds)).collect(name);
}

/** Ids that key no row on any platform. */
const NO_IDS: readonly unknown[] = [
  undefined,
  null,
  '',
  ' ',
  '\t\n',
  ' q1',
  'q1\n',
  'q\u00001',
  ['q1'],
  { id: 'q1' },
  true,
  'x'.repeat(257),
];

/** And these are no ids on a platform that numbers its rows. */
const NO_NUMBERS: readonly unknown[] = [
  0,
  -5004,
  5001.5,
  1e300,
  9007199254740992,
  'NaN',
  'Infinity',
  '0',
  '-1',
  '+1',
  '007',
  '1e3',
  '0x10',
  '5001.0',
  ' 5001',
  '9007199254740993',
  'skill',
];

interface RowOfId {
  readonly api: string;
  readonly platform: Platform;
  readonly collector: CollectorName;
  readonly handlers: (id: unknown) => readonly RequestHandler[];
  readonly agentIds?: readonly string[];
  readonly isNumbered?: boolean;
}

const ROWS: readonly RowOfId[] = [
  {
    api: 'CXone v2 statistics',
    platform: cxoneV2,
    collector: 'queues',
    handlers: (id) => [http.get('/api/v2/reporting/queues/stats', stats({ queue: { id, name: 'Sales' } }))],
  },
  {
    api: 'CXone v2 agents',
    platform: cxoneV2,
    collector: 'agents',
    agentIds: ['a1'],
    handlers: (agentId) => [
      http.post(AGENTS, () =>
        HttpResponse.json({
          reportData: {
            reportRows: [{ dimensions: { agentId, agentState: 'Busy' }, metrics: { agentStateDuration: 1 } }],
          },
        }),
      ),
    ],
  },
  {
    api: 'CXone ACD activity',
    platform: cxoneAcd,
    collector: 'queues',
    isNumbered: true,
    handlers: (skillId) => [
      http.get(`${ACD}/skills/activity`, () => HttpResponse.json({ skillActivity: [{ skillId }] })),
    ],
  },
  {
    api: 'CXone ACD summary',
    platform: cxoneAcd,
    collector: 'aggregates',
    isNumbered: true,
    handlers: (skillId) => [
      http.get(`${ACD}/skills/summary`, () => HttpResponse.json({ skillSummaries: [{ skillId }] })),
    ],
  },
  {
    api: 'CXone ACD agents',
    platform: cxoneAcd,
    collector: 'agents',
    isNumbered: true,
    handlers: (agentId) => [
      http.get(`${ACD}/agents/states`, () =>
        HttpResponse.json({ agentStates: [{ agentId, agentStateId: 1 }] }),
      ),
    ],
  },
  {
    api: 'Genesys list of queues',
    platform: genesysObservations,
    collector: 'queues',
    handlers: (id) => [
      http.get(PATHS.list, queuePage({ id, name: 'Sales' })),
      http.post(PATHS.observations, observed()),
    ],
  },
  {
    api: 'Genesys observations',
    platform: genesysObservations,
    collector: 'queues',
    handlers: (queueId) => [
      http.post(PATHS.observations, observed({ group: { queueId }, data: [count('oMemberUsers', 1)] })),
    ],
  },
  {
    api: 'Genesys aggregates',
    platform: genesysObservations,
    collector: 'aggregates',
    handlers: (queueId) => [
      http.post(PATHS.aggregates, () =>
        HttpResponse.json({ results: [{ group: { queueId, mediaType: 'voice' }, data: [] }] }),
      ),
    ],
  },
  {
    api: 'Genesys user details',
    platform: genesysObservations,
    collector: 'agents',
    agentIds: ['a1'],
    handlers: (userId) => [http.post(USERS, () => HttpResponse.json({ userDetails: [{ userId }] }))],
  },
  {
    api: 'Genesys queue details',
    platform: genesysDetails,
    collector: 'queues',
    handlers: (queueId) => [
      http.post(DETAILS, () => HttpResponse.json({ entities: [{ queueId, metrics: { waiting: 1 } }] })),
    ],
  },
];

const refusals = ({ rejected = {} }: Collection) =>
  Object.entries(rejected).filter(([reason]) => /^invalid_.*id$/.test(reason));

describe.each(ROWS)('ids: $api', ({ platform, collector, handlers, agentIds, isNumbered = false }) => {
  it.each([...NO_IDS, ...(isNumbered ? NO_NUMBERS : [7])].map((id) => [id]))(
    'refuses and counts a row with the id %j',
    async (id) => {
      const collection = await collect(platform, collector, handlers(id), agentIds);
      expect(collection.queues ?? []).toEqual([]);
      expect(collection.agentTimes ?? []).toEqual([]);
      expect(Object.values(collection.agents ?? {}).filter((agents) => agents > 0)).toEqual([]);
      // The aggregates of Genesys are requested twice.
      const times = collector === 'aggregates' ? expect.any(Number) : 1;
      expect(refusals(collection)).toEqual([[expect.any(String), times]]);
    },
  );

  it('keeps a row with an id of the documents', async () => {
    const id = isNumbered ? '9007199254740991' : collector === 'agents' ? 'a1' : 'q1';
    expect(refusals(await collect(platform, collector, handlers(id), agentIds))).toEqual([]);
  });
});

interface Counts {
  readonly api: string;
  readonly platform: Platform;
  readonly collector: CollectorName;
  /** A platform where every count of one queue is this one. */
  readonly handlers: (value: number) => readonly RequestHandler[];
  readonly counts: number;
}

const everyCount = (value: number, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, value]));

const COUNTS: readonly Counts[] = [
  {
    api: 'CXone v2 statistics',
    platform: cxoneV2,
    collector: 'queues',
    counts: 3,
    handlers: (value) => [
      http.get(
        '/api/v2/reporting/queues/stats',
        stats({
          queue: { id: 'q1' },
          metrics: ['agentCount', 'conversationCount', 'abandonCount'].map((name) => ({
            name,
            values: [{ value }],
          })),
        }),
      ),
    ],
  },
  {
    api: 'CXone ACD activity',
    platform: cxoneAcd,
    collector: 'queues',
    counts: 7,
    handlers: (value) => [
      http.get(`${ACD}/skills/activity`, () =>
        HttpResponse.json({
          skillActivity: [
            {
              skillId: 1,
              ...everyCount(value, ['queueCount', 'contactsActive', 'agentsLoggedIn', 'agentsAvailable']),
              ...everyCount(value, ['agentsWorking', 'agentsACW', 'agentsUnavailable']),
            },
          ],
        }),
      ),
    ],
  },
  {
    api: 'CXone ACD summary',
    platform: cxoneAcd,
    collector: 'aggregates',
    // In each of three windows.
    counts: 12,
    handlers: (value) => [
      http.get(`${ACD}/skills/summary`, () =>
        HttpResponse.json({
          skillSummaries: [
            {
              skillId: 1,
              ...everyCount(value, [
                'contactsOffered',
                'contactsHandled',
                'contactsWithinSLA',
                'abandonCount',
              ]),
            },
          ],
        }),
      ),
    ],
  },
  {
    api: 'Genesys observations',
    platform: genesysObservations,
    collector: 'queues',
    counts: 6,
    handlers: (value) => [
      http.post(
        PATHS.observations,
        observed(
          interactions('q1', 'voice', count('oWaiting', value), count('oInteracting', value)),
          users(
            'q1',
            count('oOnQueueUsers', value, 'IDLE'),
            count('oOnQueueUsers', value, 'INTERACTING'),
            count('oOnQueueUsers', value, 'NOT_RESPONDING'),
            count('oOffQueueUsers', value, '6a3af858-942f-489d-9700-5f9bcdcdae9b'),
          ),
        ),
      ),
    ],
  },
  {
    api: 'Genesys aggregates',
    platform: genesysObservations,
    collector: 'aggregates',
    // Of the window.
    counts: 4,
    handlers: (value) => [
      http.post(PATHS.aggregates, () =>
        HttpResponse.json({
          results: [
            aggregate(
              'q1',
              'voice',
              interval(
                NOW - 900,
                NOW,
                count('nOffered', value),
                count('nOverSla', value),
                duration('tAnswered', value, 0.5),
                duration('tAbandon', value, 0.5),
                duration('tShortAbandon', value, 0.5),
              ),
            ),
          ],
        }),
      ),
    ],
  },
  {
    api: 'Genesys queue details',
    platform: genesysDetails,
    collector: 'queues',
    counts: 3,
    handlers: (value) => [
      http.post(DETAILS, () =>
        HttpResponse.json({
          entities: [
            { queueId: 'q1', metrics: everyCount(value, ['waiting', 'agentsAvailable', 'agentsBusy']) },
          ],
        }),
      ),
    ],
  },
];

/** Counters that nothing was added to, and a duration, which a rejected count leaves as it is. */
const NOT_COUNTS: ReadonlySet<string> = new Set(['totals', 'answeredWaitSeconds']);

/** All counts in the facts. */
function figuresIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => (NOT_COUNTS.has(name) ? [] : figuresIn(part)));
}

describe.each(COUNTS)('counts: $api', ({ platform, collector, handlers, counts }) => {
  it.each([
    [0.5, /_not_whole$/],
    [2.000001, /_not_whole$/],
    [-1, /_out_of_range$/],
    [1e300, /_out_of_range$/],
  ])(
    'shows no figure where %d contacts or agents are reported, and counts the rejection',
    async (value, reason) => {
      const { queues, rejected = {} } = await collect(platform, collector, handlers(value));
      expect(figuresIn(queues)).toEqual([]);
      const refused = Object.entries(rejected).filter(([name]) => reason.test(name));
      expect(refused.reduce((sum, [, times]) => sum + times, 0)).toBeGreaterThanOrEqual(counts - 1);
    },
  );

  it.each([0, 3])('shows %d contacts or agents', async (value) => {
    const { queues, rejected } = await collect(platform, collector, handlers(value));
    expect(figuresIn(queues)).toContain(value);
    expect(Object.keys(rejected ?? {}).filter((reason) => /_not_whole$|_out_of_range$/.test(reason))).toEqual(
      [],
    );
  });
});

describe('instants of the longest wait', () => {
  const YEAR = 365 * 86_400;
  const oldest = (at: number): readonly [string, Platform, RequestHandler][] => [
    [
      'CXone ACD',
      cxoneAcd,
      http.get(`${ACD}/skills/activity`, () =>
        HttpResponse.json({
          skillActivity: [
            { skillId: 1, queueCount: 1, earliestQueueTime: new Date(at * 1000).toISOString() },
          ],
        }),
      ),
    ],
    [
      'Genesys',
      genesysObservations,
      http.post(
        PATHS.observations,
        observed(interactions('q1', 'voice', count('oWaiting', 1), longestWaiting(at * 1000))),
      ),
    ],
  ];

  it.each([...oldest(NOW + YEAR), ...oldest(NOW + 301), ...oldest(0), ...oldest(30)])(
    'rejects and counts an impossible start of the longest wait on %s',
    async (_, platform, handler) => {
      const { queues, rejected = {} } = await collect(platform, 'queues', [handler]);
      expect(queues?.map(({ waiting, oldestWaitingAt }) => [waiting, oldestWaitingAt])).toEqual([
        [1, undefined],
      ]);
      expect(Object.entries(rejected)).toEqual([[expect.stringMatching(/_out_of_range$/), 1]]);
    },
  );

  it.each([...oldest(NOW - 60), ...oldest(NOW + 299)])(
    'shows the start of the longest wait when the clock of %s is slightly ahead',
    async (_, platform, handler) => {
      const { queues, rejected } = await collect(platform, 'queues', [handler]);
      expect(queues?.[0]?.oldestWaitingAt).toEqual(expect.any(Number));
      expect(rejected).toEqual({});
    },
  );
});

describe('rows that contradict each other', () => {
  const twice: readonly [
    string,
    Platform,
    CollectorName,
    (first: number, second: number) => readonly RequestHandler[],
  ][] = [
    [
      'CXone v2',
      cxoneV2,
      'queues',
      (...values) => [
        http.get(
          '/api/v2/reporting/queues/stats',
          stats(
            ...values.map((value) => ({
              queue: { id: 'q1' },
              metrics: [{ name: 'conversationCount', values: [{ value }] }],
            })),
          ),
        ),
      ],
    ],
    [
      'CXone ACD',
      cxoneAcd,
      'queues',
      (...values) => [
        http.get(`${ACD}/skills/activity`, () =>
          HttpResponse.json({
            skillActivity: values.map((queueCount) => ({ skillId: 1, queueCount })),
          }),
        ),
      ],
    ],
    [
      'Genesys',
      genesysObservations,
      'queues',
      (...values) => [
        http.post(
          PATHS.observations,
          observed(...values.map((waiting) => interactions('q1', 'voice', count('oWaiting', waiting)))),
        ),
      ],
    ],
    [
      'Genesys details',
      genesysDetails,
      'queues',
      (...values) => [
        http.post(DETAILS, () =>
          HttpResponse.json({ entities: values.map((waiting) => ({ queueId: 'q1', metrics: { waiting } })) }),
        ),
      ],
    ],
  ];

  it.each(twice)('rejects both rows on %s', async (_, platform, collector, handlers) => {
    const { queues, rejected } = await collect(platform, collector, handlers(1, 2));
    expect(queues).toEqual([]);
    expect(rejected).toMatchObject({ contradictory: 2 });
  });

  it.each(twice)('counts a repeated row of %s once', async (_, platform, collector, handlers) => {
    const { queues, rejected } = await collect(platform, collector, handlers(2, 2));
    expect(queues).toHaveLength(1);
    expect(rejected).toEqual({ duplicate: 1 });
  });

  it('leaves a count of agents unknown rather than 0 when Genesys counts one status twice', async () => {
    const { queues, rejected } = await collect(genesysObservations, 'queues', [
      http.post(
        PATHS.observations,
        observed(users('q1', count('oOnQueueUsers', 1, 'IDLE'), count('oOnQueueUsers', 2, 'IDLE'))),
      ),
    ]);
    expect(queues?.[0]?.agents).toEqual({
      available: undefined,
      busy: 0,
      not_responding: 0,
      unavailable: 0,
    });
    expect(queues?.[0]?.agentsLoggedIn).toBeUndefined();
    expect(rejected).toEqual({ contradictory: 2 });
  });
});
