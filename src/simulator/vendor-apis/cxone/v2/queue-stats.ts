import { z } from 'zod';
import type { ContactCentre, QueueReading } from '../../../engine/index.ts';
import { ApiError } from '../../../http/api-error.ts';
import { iso, startOfDay } from '../../../http/time.ts';
import { csv, validate } from '../../../http/validate.ts';
import { type Endpoint, ok } from '../../../http/vendor-api.ts';
import { round } from './round.ts';
import { SCOPES } from './scopes.ts';

/**
 * Real-time queue statistics. Choices for undocumented behaviour: `waitTime` is the age of the oldest waiting contact
 * (0 when no contact waits), `agentCount` the agents available, `abandonCount` and `serviceLevel` (percent) count since
 * midnight UTC, and a queue with no contact answered or abandoned since then has a `serviceLevel` without values.
 */
export const queueStats: Endpoint = {
  name: 'queue_stats',
  method: 'GET',
  path: '/api/v2/reporting/queues/stats',
  scopes: [SCOPES.reportsView],
  handle({ centre, now, query }) {
    const { queueIds, metricTypes } = validate(querySchema, query);
    const timestamp = iso(now);
    const data = selected(centre, queueIds).map((reading) => ({
      queue: { id: reading.profile.id, name: reading.profile.name },
      metrics: metricTypes.map((name) => {
        const value = METRICS[name](reading, centre);
        return { name, values: value === undefined ? [] : [{ value: round(value), timestamp }] };
      }),
    }));
    return ok({ data });
  },
};

const METRICS = {
  waitTime: ({ oldestWaitingAt }: QueueReading, { now }: ContactCentre) => now - (oldestWaitingAt ?? now),
  agentCount: ({ agents }: QueueReading) => agents.available,
  conversationCount: ({ active }: QueueReading) => active,
  abandonCount: ({ profile }: QueueReading, centre: ContactCentre) => today(centre, profile.id).abandoned,
  serviceLevel({ profile }: QueueReading, centre: ContactCentre) {
    const { answered, answeredWithinThreshold, abandoned } = today(centre, profile.id);
    return answered + abandoned > 0 ? (100 * answeredWithinThreshold) / (answered + abandoned) : undefined;
  },
};
type MetricName = keyof typeof METRICS;
const METRIC_NAMES = Object.keys(METRICS) as MetricName[];

const querySchema = z.object({
  queueIds: csv.pipe(z.array(z.guid('not a UUID'))).optional(),
  granularity: z.literal('REAL_TIME', 'must be exactly REAL_TIME'),
  metricTypes: csv.pipe(z.array(z.enum(METRIC_NAMES))).default(METRIC_NAMES),
});

function today(centre: ContactCentre, queueId: string) {
  return centre.window(queueId, startOfDay(centre.now), centre.now);
}

/** @throws ApiError 404 for the whole call when one id is unknown. */
function selected(centre: ContactCentre, ids: readonly string[] | undefined): readonly QueueReading[] {
  if (!ids || ids.length === 0) return centre.readings();
  const readings = new Map(ids.map((id) => [id, centre.queue(id)] as const));
  const unknown = [...readings].filter(([, reading]) => !reading).map(([id]) => id);
  if (unknown.length > 0) throw new ApiError(404, 'not.found', `unknown queue ids: ${unknown.join(', ')}`);
  return [...readings.values()].filter((reading) => reading !== undefined);
}
