import platformClient, { type Models } from 'purecloud-platform-client-v2';
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest';
import { defined, type Media, type QueueFacts } from '../../../../src/domain/index.ts';
import type { aggregateQuery } from '../../../../src/platforms/genesys/observations/aggregates/aggregate-query.ts';
import {
  COUNTER_METRICS,
  WINDOW_METRICS,
} from '../../../../src/platforms/genesys/observations/aggregates/conversation-aggregates.ts';
import { HISTORY_METRICS } from '../../../../src/platforms/genesys/observations/aggregates/media-history.ts';
import { genesysObservations } from '../../../../src/platforms/genesys/observations/index.ts';
import { observationQuery } from '../../../../src/platforms/genesys/observations/queue-observations.ts';
import { startSimulator } from '../../../../src/simulator/index.ts';
import type { SimulatedTenant } from '../../../../src/simulator/server.ts';
import { connectAdapter } from '../../../support/adapter.ts';

/** The vendor's own library as the judge: of what is asked, by its types, and of what is read, by its answers. */

/** Keys that the vendor's model does not have. */
type Foreign<Ours, Theirs> = Exclude<keyof Ours, keyof Theirs>;
type Item<List> = List extends readonly (infer Each)[] ? Each : never;

describe('Genesys request bodies', () => {
  type Observation = ReturnType<typeof observationQuery>;
  type Aggregate = ReturnType<typeof aggregateQuery>;

  it('builds request bodies of the types that the official library declares', () => {
    expectTypeOf<Models.QueueObservationQuery>().not.toBeAny();
    expectTypeOf<Observation>().toExtend<Models.QueueObservationQuery>();
    expectTypeOf<Models.ConversationAggregationQuery>().not.toBeAny();
    expectTypeOf<Aggregate>().toExtend<Models.ConversationAggregationQuery>();
  });

  it('hold no key that these do not know', () => {
    expectTypeOf<Foreign<Observation, Models.QueueObservationQuery>>().toBeNever();
    expectTypeOf<Foreign<Observation['filter'], Models.QueueObservationQueryFilter>>().toBeNever();
    expectTypeOf<
      Foreign<Item<Observation['filter']['predicates']>, Models.QueueObservationQueryPredicate>
    >().toBeNever();
    expectTypeOf<Foreign<Aggregate, Models.ConversationAggregationQuery>>().toBeNever();
    expectTypeOf<Foreign<Aggregate['filter'], Models.ConversationAggregateQueryFilter>>().toBeNever();
    expectTypeOf<
      Foreign<Item<Aggregate['filter']['predicates']>, Models.ConversationAggregateQueryPredicate>
    >().toBeNever();
  });

  it('name metrics that the vendor’s models list', () => {
    // The enums of QueueObservationQuery (complete) and ConversationAggregationQuery (what is useful of it) in the
    // vendor's library for .NET; the one for JavaScript takes any text.
    const observable =
      'oActiveUsers oAlerting oInteracting oLongestInteracting oLongestWaiting oMemberUsers oOffQueueUsers oOnQueueUsers oUserPresences oUserRoutingStatuses oWaiting';
    const aggregable =
      'nOffered nConnected nOverSla nTransferred nOutbound nError oServiceLevel oServiceTarget tAbandon tShortAbandon tAnswered tAcd tWait tHandle tTalk tHeld tAcw tAlert tNotResponding tFlowOut tVoicemail';
    expect(observable.split(' ')).toEqual(expect.arrayContaining(observationQuery(['q']).metrics));
    expect(aggregable.split(' ')).toEqual(
      expect.arrayContaining([...WINDOW_METRICS, ...COUNTER_METRICS, ...HISTORY_METRICS]),
    );
  });
});

describe('the official library against the simulator', () => {
  it('gets the same numbers as the adapter', async () => {
    const simulator = await startSimulator({
      tenants: [{ name: 'globex', platform: 'genesys', api: 'observations', centre: 'globex' }],
      startAt: Date.UTC(2026, 8, 7, 9, 10) / 1000,
      timeFactor: 0,
      warmUpSeconds: 2 * 3600,
    });
    onTestFinished(() => simulator.close());
    const tenant = simulator.tenants[0]!;
    tenant.setScenario({ scenario: 'surge', factor: 2, rampSeconds: 0 });
    simulator.clock.skip(600);
    const now = simulator.clock.now();

    const official = await readWithOfficialLibrary(tenant, now);
    const ours = await readWithAdapter(tenant, now);
    expect(ours).toEqual(official);
    expect(official).toHaveLength(tenant.centre().queues.length * 7);
    expect(official.filter(({ waiting = 0 }) => waiting > 0).length).toBeGreaterThan(2);
    expect(official.filter(({ offered = 0 }) => offered > 0).length).toBeGreaterThan(5);
    expect(official.filter(({ available = 0 }) => available > 0).length).toBeGreaterThan(2);
  });
});

/** What both read of one queue and medium. */
interface Numbers {
  readonly name: string;
  readonly media: Media;
  readonly waiting?: number;
  readonly active?: number;
  readonly oldestWaitingAt?: number;
  readonly available?: number;
  readonly busy?: number;
  readonly unavailable?: number;
  readonly offered?: number;
  readonly answered?: number;
  readonly abandoned?: number;
  readonly serviceLevel?: number;
}

const byNameAndMedia = (a: Numbers, b: Numbers) =>
  a.name.localeCompare(b.name) || a.media.localeCompare(b.media);

async function readWithAdapter(
  { exporterSettings }: SimulatedTenant,
  now: number,
): Promise<readonly Numbers[]> {
  const {
    name: _,
    platform: _vendor,
    api: _api,
    ...settings
  } = { ...exporterSettings } as Record<string, unknown>;
  const adapter = connectAdapter(genesysObservations, {
    settings: { ...settings, media: 'all' },
    now: () => now,
    windowSeconds: 900,
  });
  const { queues = [] } = await adapter.collect('queues');
  const { queues: counted = [] } = await adapter.collect('aggregates');
  const windowOf = (queue: QueueFacts) =>
    counted.find(({ id, media }) => id === queue.id && media === queue.media);
  return queues
    .map(
      (queue): Numbers =>
        defined({
          name: queue.name,
          media: queue.media,
          waiting: queue.waiting,
          active: queue.active,
          oldestWaitingAt: queue.oldestWaitingAt,
          available: queue.agents?.available,
          busy: queue.agents?.busy,
          unavailable: queue.agents?.unavailable,
          offered: windowOf(queue)?.windows?.[900]?.offered,
          answered: windowOf(queue)?.windows?.[900]?.answered,
          abandoned: windowOf(queue)?.windows?.[900]?.abandoned,
          serviceLevel: windowOf(queue)?.serviceLevel,
        }),
    )
    .sort(byNameAndMedia);
}

/** By the vendor's types and calls alone. */
async function readWithOfficialLibrary(tenant: SimulatedTenant, now: number): Promise<readonly Numbers[]> {
  const { instance } = platformClient.ApiClient;
  const { hostname, port } = new URL(tenant.baseUrl);
  instance.config.setGateway({ host: hostname, protocol: 'http', port: Number(port) });
  await instance.loginClientCredentialsGrant(tenant.credentials.clientId, tenant.credentials.clientSecret);

  const queues = await listQueues();
  const filter = {
    type: 'or',
    predicates: queues.map(({ id }) => defined({ dimension: 'queueId', operator: 'matches', value: id })),
  };
  const analytics = new platformClient.AnalyticsApi();
  const observed = await analytics.postAnalyticsQueuesObservationsQuery({
    filter,
    metrics: ['oWaiting', 'oInteracting', 'oLongestWaiting', 'oOnQueueUsers', 'oOffQueueUsers'],
  });
  const aggregated = await analytics.postAnalyticsConversationsAggregatesQuery({
    interval: `${new Date((now - 900) * 1000).toISOString()}/${new Date(now * 1000).toISOString()}`,
    groupBy: ['queueId', 'mediaType'],
    filter,
    metrics: ['nOffered', 'tAnswered', 'tAbandon', 'oServiceLevel'],
  });
  const offline = await offlinePresences();
  return (observed.results ?? [])
    .map(({ group = {}, data = [] }): Numbers => {
      const name = queues.find(({ id }) => id === group.queueId)?.name ?? '';
      if (group.mediaType === undefined) return { name, media: 'all', ...users(data, offline) };
      const window = aggregated.results?.find(
        (each) => each.group?.queueId === group.queueId && each.group?.mediaType === group.mediaType,
      );
      return {
        name,
        media: group.mediaType as Media,
        ...interactions(data),
        ...outcomes(window?.data?.[0]?.metrics ?? []),
      };
    })
    .sort(byNameAndMedia);
}

async function listQueues(): Promise<readonly Models.Queue[]> {
  const routing = new platformClient.RoutingApi();
  const queues: Models.Queue[] = [];
  for (let pageNumber = 1, pageCount = 1; pageNumber <= pageCount; pageNumber++) {
    const page = await routing.getRoutingQueues({ pageSize: 5, pageNumber });
    queues.push(...(page.entities ?? []));
    pageCount = page.pageCount ?? 0;
  }
  return queues;
}

async function offlinePresences(): Promise<readonly (string | undefined)[]> {
  const { entities = [] } = await new platformClient.PresenceApi().getPresenceDefinitions0();
  return entities.filter(({ systemPresence }) => systemPresence === 'Offline').map(({ id }) => id);
}

function users(
  data: readonly Models.ObservationMetricData[],
  offline: readonly (string | undefined)[],
): Partial<Numbers> {
  const sum = (metric: string, isMeant: (qualifier: string | undefined) => boolean) =>
    data
      .filter((each) => each.metric === metric && isMeant(each.qualifier))
      .reduce((total, { stats }) => total + (stats?.count ?? 0), 0);
  return {
    available: sum('oOnQueueUsers', (status) => status === 'IDLE'),
    busy: sum('oOnQueueUsers', (status) => status === 'INTERACTING' || status === 'COMMUNICATING'),
    unavailable: sum('oOffQueueUsers', (presence) => !offline.includes(presence)),
  };
}

function interactions(data: readonly Models.ObservationMetricData[]): Partial<Numbers> {
  const stats = (name: string) => data.find(({ metric }) => metric === name)?.stats;
  const start = stats('oLongestWaiting')?.calculatedMetricValue;
  return defined({
    waiting: stats('oWaiting')?.count,
    active: stats('oInteracting')?.count,
    oldestWaitingAt: start === undefined ? undefined : start / 1000,
  });
}

function outcomes(metrics: readonly Models.AggregateMetricData[]): Partial<Numbers> {
  const stats = (name: string) => metrics.find(({ metric }) => metric === name)?.stats;
  return defined({
    offered: stats('nOffered')?.count ?? 0,
    answered: stats('tAnswered')?.count ?? 0,
    abandoned: stats('tAbandon')?.count ?? 0,
    serviceLevel: stats('oServiceLevel')?.ratio,
  });
}
