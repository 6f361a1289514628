import { z } from 'zod';
import type { ContactCentre, QueueReading } from '../../../engine/index.ts';
import { validate } from '../../../http/validate.ts';
import { type Endpoint, ok } from '../../../http/vendor-api.ts';
import { GRANTS } from './grants.ts';
import { MEDIA_TYPES, type MediaType, mediaTypeOf } from './media-types.ts';
import { PRESENCE_MAPPINGS, presenceId } from './presences.ts';
import { queueFilter, queuesOf } from './queue-filter.ts';

/**
 * Current state of queues. Users are reported without a medium; a status or presence without users is absent, while the
 * media of a queue are reported with zeros, video only with its active interactions. Choices for undocumented behaviour:
 * after-contact work is part of `INTERACTING`, and agents who are logged in but not on queue have the presence Break.
 */
export const observationsQuery: Endpoint = {
  name: 'queue_observations',
  method: 'POST',
  path: '/api/v2/analytics/queues/observations/query',
  permission: GRANTS.queueObservation,
  handle({ centre, body }) {
    const { filter, metrics } = validate(bodySchema, body);
    const chosen = queuesOf(centre, filter);
    const members = membersOf(centre);
    const results = centre
      .readings()
      .filter(({ profile }) => chosen.has(profile.id))
      .flatMap((reading) => [
        users(reading, members.get(reading.profile.id) ?? 0),
        ...MEDIA_TYPES.map((mediaType) => interactions(reading, mediaType)),
      ])
      .map(({ group, data }) => ({ group, data: data.filter(({ metric }) => metrics.includes(metric)) }))
      .filter(({ data }) => data.length > 0);
    return ok({ systemToOrganizationMappings: PRESENCE_MAPPINGS, results });
  },
};

const METRICS = [
  'oActiveUsers',
  'oAlerting',
  'oInteracting',
  'oLongestInteracting',
  'oLongestWaiting',
  'oMemberUsers',
  'oOffQueueUsers',
  'oOnQueueUsers',
  'oUserPresences',
  'oUserRoutingStatuses',
  'oWaiting',
] as const;
type MetricName = (typeof METRICS)[number];

const bodySchema = z.object({ filter: queueFilter, metrics: z.array(z.enum(METRICS)).min(1) });

interface Observation {
  readonly metric: MetricName;
  readonly qualifier?: string;
  readonly stats: { readonly count: number; readonly calculatedMetricValue?: number };
}

interface Row {
  readonly group: { readonly queueId: string; readonly mediaType?: MediaType };
  readonly data: readonly Observation[];
}

const count = (metric: MetricName, count: number): Observation => ({ metric, stats: { count } });

/** One observation for each qualifier that has users. */
function counts(metric: MetricName, numbers: Readonly<Record<string, number>>): readonly Observation[] {
  return Object.entries(numbers)
    .filter(([, users]) => users > 0)
    .map(([qualifier, users]) => ({ metric, qualifier, stats: { count: users } }));
}

function users({ profile, agents, agentsLoggedIn }: QueueReading, members: number): Row {
  const onQueue = {
    IDLE: agents.available,
    INTERACTING: agents.busy + agents.after_contact_work,
    NOT_RESPONDING: agents.not_responding,
  };
  const offQueue = {
    [presenceId('BREAK')]: agents.unavailable,
    [presenceId('OFFLINE')]: members - agentsLoggedIn,
  };
  const onQueueTotal = agentsLoggedIn - agents.unavailable;
  return {
    group: { queueId: profile.id },
    data: [
      count('oMemberUsers', members),
      count('oActiveUsers', members),
      ...counts('oUserRoutingStatuses', { ...onQueue, OFF_QUEUE: members - onQueueTotal }),
      ...counts('oOnQueueUsers', onQueue),
      ...counts('oUserPresences', { ...offQueue, [presenceId('ON_QUEUE')]: onQueueTotal }),
      ...counts('oOffQueueUsers', offQueue),
    ],
  };
}

/** `oLongestWaiting` is the instant at which the longest wait began, Unix milliseconds. */
function interactions(reading: QueueReading, mediaType: MediaType): Row {
  const { profile, waiting, active, oldestWaitingAt } = reading;
  const isOwn = mediaType === mediaTypeOf(profile.media);
  const data = [count('oInteracting', isOwn ? active : 0)];
  if (isOwn || mediaType !== 'video')
    data.push(count('oWaiting', isOwn ? waiting : 0), count('oAlerting', 0));
  if (isOwn && oldestWaitingAt !== undefined) {
    const start = Math.round(oldestWaitingAt * 1000);
    data.push({ metric: 'oLongestWaiting', stats: { count: 1, calculatedMetricValue: start } });
  }
  return { group: { queueId: profile.id, mediaType }, data };
}

function membersOf({ agents }: ContactCentre): ReadonlyMap<string, number> {
  const members = new Map<string, number>();
  for (const { queueIds } of agents) {
    for (const id of queueIds) members.set(id, (members.get(id) ?? 0) + 1);
  }
  return members;
}
