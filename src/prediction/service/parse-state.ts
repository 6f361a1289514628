import { z } from 'zod';
import type { PredictorState } from '../model/predictor.ts';
import type { LoadedState } from './messages.ts';

/** What the predictor has learned, kept over restarts as JSON. */

const brier = z.object({ sum: z.number().nonnegative(), weight: z.number().nonnegative() });
const tenantRecord = z.object({
  calibration: z.object({
    offset: z.number(),
    slope: z.number().positive(),
    covariance: z.tuple([z.number().positive(), z.number(), z.number().positive()]),
    samples: z.number().nonnegative(),
  }),
  brier: z.object({ erlangA: brier, occupancyRule: brier }),
});
/** The half hours of a day, then those of a week: kept-profile.ts. */
const VISITS = /^[0-9a-k]{384}$/;
const AMOUNTS = /^([0-9a-z]+( [0-9a-z]+)*)?$/;
const keptQueue = z.object({
  tenant: z.string(),
  queueId: z.string(),
  media: z.string().optional(),
  arrivals: z.object({
    slot: z.int(),
    visits: z.string().regex(VISITS),
    amounts: z.string().regex(AMOUNTS),
  }),
});
const stateFile = z.object({
  version: z.literal(1),
  tenants: z.record(z.string(), z.unknown()),
  queues: z.array(z.unknown()).default([]),
});

/** Returns the state in the text as far as it is readable; none, and the damage, where the text is no such state. */
export function parseState(text: string): LoadedState & { readonly state?: PredictorState } {
  const file = stateFile.safeParse(jsonIn(text));
  if (!file.success) return { damage: z.prettifyError(file.error), problems: [] };
  const tenants = Object.entries(file.data.tenants).map(([name, record]) => ({
    name,
    record: tenantRecord.safeParse(record).data,
  }));
  const queues = file.data.queues.map((queue) => keptQueue.safeParse(queue).data);
  const readable = <T>(part: T | undefined): part is T => part !== undefined;
  return {
    state: {
      version: 1,
      tenants: Object.fromEntries(tenants.flatMap(({ name, record }) => (record ? [[name, record]] : []))),
      queues: queues.filter(readable),
    },
    problems: [
      ...tenants.flatMap(({ name, record }) => (record ? [] : [`the calibration of the tenant ${name}`])),
      ...problemOf(queues.filter((queue) => !queue).length),
    ],
  };
}

/** Undefined where the text is not JSON, which is no state either. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemOf(unreadableQueues: number): readonly string[] {
  return unreadableQueues > 0 ? [`what ${unreadableQueues} queues are used to at each time of the week`] : [];
}
