import { HttpResponse, type HttpResponseResolver, http, type RequestHandler } from 'msw';
import { describe, expect, it } from 'vitest';
import type { QueueName, QueueSelection } from '../../../src/domain/index.ts';
import { cxoneV2 } from '../../../src/platforms/cxone/v2/index.ts';
import { genesysDetails } from '../../../src/platforms/genesys/details/index.ts';
import { genesysObservations } from '../../../src/platforms/genesys/observations/index.ts';
import type { Platform } from '../../../src/platforms/index.ts';
import { connectAdapter } from '../../support/adapter.ts';
import { errorBody, observed, PATHS, QUIET, queuePage, users } from '../../support/genesys.ts';
import { startVendorApi } from '../../support/vendor-api.ts';
import { ACTIVITY, connect as connectAcd } from '../cxone/acd/support.ts';

/** How the selection of queues is compared with the queues that exist, on each API. */

const QUEUES: readonly QueueName[] = [
  { id: '1', name: 'Sales' },
  { id: '2', name: 'Sales Test' },
  { id: '3', name: 'Care' },
];

const token = () => HttpResponse.json({ access_token: 'token', expires_in: 3600 });
const oauth = { client_id: 'id', client_secret: 'secret' };
const STATS = '/api/v2/reporting/queues/stats';
const DETAILS = '/api/v2/analytics/queues/details/query';

/** As the platform does it, an unknown id fails the whole call. */
const statistics: HttpResponseResolver = ({ request }) => {
  const ids = new URL(request.url).searchParams.get('queueIds')?.split(',');
  const isKnown = ids?.every((id) => QUEUES.some((queue) => queue.id === id)) ?? true;
  const told = QUEUES.filter(({ id }) => ids?.includes(id) ?? true);
  return isKnown
    ? HttpResponse.json({ data: told.map((queue) => ({ queue, metrics: [] })) })
    : HttpResponse.json({ message: 'unknown queue' }, { status: 404 });
};
const activity = () =>
  HttpResponse.json({
    totalRecords: 4,
    skillActivity: [
      ...QUEUES.map(({ id, name }) => ({
        skillId: Number(id),
        skillName: name,
        isActive: true,
        isOutbound: false,
      })),
      { skillId: 4, skillName: 'Dialler', isActive: true, isOutbound: true },
    ],
  });
const forbidden = errorBody(403, 'missing.permissions');
/** Queue 3 has had no contact. */
const details = () =>
  HttpResponse.json({ entities: ['1', '2'].map((queueId) => ({ queueId, metrics: { waiting: 0 } })) });
const observations = observed(
  ...['1', '2', '3'].map((id) => users(id, { metric: 'oMemberUsers', stats: { count: 1 } })),
);

type Select = (selection: Partial<QueueSelection>) => ReturnType<typeof collect>;

async function collect(
  platform: Platform,
  handlers: readonly RequestHandler[],
  selection: Partial<QueueSelection>,
) {
  const server = await startVendorApi(...handlers);
  const adapter = connectAdapter(platform, { settings: { base_url: server.origin, oauth }, selection });
  return adapter.collect('queues');
}

const genesysHandlers = [
  http.post(DETAILS, details),
  http.get(PATHS.list, queuePage(...QUEUES)),
  http.post(PATHS.observations, observations),
  ...QUIET,
];
const withoutList = [http.get(PATHS.list, forbidden), ...genesysHandlers];

const apis: readonly (readonly [string, Select])[] = [
  [
    'cxone v2',
    (selection) =>
      collect(cxoneV2, [http.post('/api/v2/oauth/token', token), http.get(STATS, statistics)], selection),
  ],
  [
    'cxone acd',
    async (selection) =>
      (await connectAcd([http.get(ACTIVITY, activity)], { selection })).adapter.collect('queues'),
  ],
  ['genesys observations', (selection) => collect(genesysObservations, genesysHandlers, selection)],
  ['genesys details', (selection) => collect(genesysDetails, genesysHandlers, selection)],
];

describe.each(apis)('%s', (_, select) => {
  it.each<[string, Partial<QueueSelection>, number, readonly string[]]>([
    ['no selection', {}, 3, []],
    ['names that exist', { include: ['Sales*', 'Care'] }, 3, []],
    ['a name in the wrong case', { include: ['sales', 'Care'] }, 1, ['include sales']],
    ['patterns that match nothing', { include: ['Saels*', 'X?'] }, 0, ['include Saels*', 'include X?']],
    [
      'a pattern of which everything is excluded',
      { include: ['*Test', 'Care'], exclude: ['*Test'] },
      1,
      ['include *Test'],
    ],
    ['ids alone', { ids: ['3', '1'] }, 2, []],
    ['an unknown id alone', { ids: ['3', '77'] }, 1, ['ids 77']],
    ['unknown ids alone', { ids: ['77', '78'] }, 0, ['ids 77', 'ids 78']],
    ['an id that is excluded', { ids: ['2', '3'], exclude: ['*Test'] }, 1, ['ids 2']],
    ['an id and a name', { ids: ['77', '1'], include: ['Care', 'Nope'] }, 2, ['include Nope', 'ids 77']],
  ])('counts the queues and the unmatched entries of %s', async (_, selection, watched, unmatched) => {
    const { selection: report } = await select(selection);
    expect(report?.watched).toBe(watched);
    expect(report?.unmatched.map(({ key, text }) => `${key} ${text}`)).toEqual(unmatched);
  });
});

describe('queues that exist and are not shown', () => {
  it('counts an idle queue of Genesys details, which its answer leaves out, among those that exist', async () => {
    const { queues, selection } = await collect(genesysDetails, genesysHandlers, { include: ['Care'] });
    expect(queues?.map(({ id }) => id)).not.toContain('3');
    expect(selection).toMatchObject({ watched: 1, unmatched: [] });
  });

  it('reports nothing for Genesys details when its queues cannot be listed, as idle ones are not answered', async () => {
    const { queues, selection } = await collect(genesysDetails, withoutList, { ids: ['1', '3', '77'] });
    expect(queues?.map(({ id }) => id)).toEqual(['1']);
    expect(selection).toBeUndefined();
  });

  it('goes by the answers of Genesys observations when its queues cannot be listed', async () => {
    const { selection } = await collect(genesysObservations, withoutList, { ids: ['1', '3', '77'] });
    expect(selection).toMatchObject({ watched: 2, unmatched: [{ key: 'ids', text: '77' }] });
  });

  it('does not count an outbound or inactive skill of CXone ACD as a queue', async () => {
    const { adapter } = await connectAcd([http.get(ACTIVITY, activity)], {
      selection: { include: ['Dialler'] },
    });
    expect((await adapter.collect('queues')).selection).toMatchObject({
      watched: 0,
      unmatched: [{ key: 'include', text: 'Dialler' }],
    });
  });
});
