import { z } from 'zod';
import type { ContactCentre, QueueReading } from '../../../engine/index.ts';
import { validate } from '../../../http/validate.ts';
import { type Endpoint, ok } from '../../../http/vendor-api.ts';
import { SCOPES } from './scopes.ts';

/**
 * Real-time queue metrics. Choices for undocumented behaviour: `agentsBusy` includes after-contact work; the times
 * are mean seconds of the contacts whose handling ended within the last half-hour, absent without contacts; `view` has
 * no effect.
 */
export const detailsQuery: Endpoint = {
  name: 'queue_details',
  method: 'POST',
  path: '/api/v2/analytics/queues/details/query',
  scopes: [SCOPES.queueRead],
  handle({ centre, body }) {
    const { select, where } = validate(bodySchema, body, 422);
    const wanted = where?.map(({ values }) => new Set(values)) ?? [];
    const entities = centre
      .readings()
      .filter(({ profile }) => wanted.every((values) => values.has(profile.id)))
      .map((reading) => ({ queueId: reading.profile.id, metrics: figures(centre, reading, select) }));
    return ok({ entities });
  },
};

const METRIC_NAMES = [
  'waiting',
  'agentsAvailable',
  'agentsBusy',
  'talkTime',
  'holdTime',
  'wrapupTime',
] as const;
type MetricName = (typeof METRIC_NAMES)[number];
const MEAN_OVER_SECONDS = 1800;

const bodySchema = z.object({
  intervalType: z.literal('realtime'),
  groupBy: z.tuple([z.literal('queueId')]),
  view: z.enum(['a', 'r']),
  select: z.array(z.enum(METRIC_NAMES)).min(1),
  metrics: z.array(z.string()).optional(),
  where: z
    .array(
      z.object({ dimension: z.literal('queueId'), operator: z.literal('in'), values: z.array(z.string()) }),
    )
    .optional(),
});

function figures(
  centre: ContactCentre,
  { profile, waiting, agents }: QueueReading,
  names: readonly MetricName[],
): Partial<Record<MetricName, number>> {
  const recent = centre.window(profile.id, centre.now - MEAN_OVER_SECONDS, centre.now);
  const mean = (seconds: number): number | undefined =>
    recent.handled > 0 ? Math.round((1000 * seconds) / recent.handled) / 1000 : undefined;
  const all: Record<MetricName, number | undefined> = {
    waiting,
    agentsAvailable: agents.available,
    agentsBusy: agents.busy + agents.after_contact_work,
    talkTime: mean(recent.talkSeconds),
    holdTime: mean(recent.holdSeconds),
    wrapupTime: mean(recent.wrapSeconds),
  };
  return Object.fromEntries(names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
}
