import { z } from 'zod';
import type { StoredProfile } from '../model/profile-store.ts';
import type { PredictorState } from '../predictor.ts';
import type { LoadedState } from './messages.ts';

/** Schema of the state file: what the predictor has learned, as JSON. */

const brier = z.object({ sum: z.number().nonnegative(), weight: z.number().nonnegative() });
const calibration = z.object({
  offset: z.number(),
  slope: z.number().positive(),
  covariance: z.tuple([z.number().positive(), z.number(), z.number().positive()]),
  samples: z.number().nonnegative(),
});
const tenantRecord = z.object({
  calibration,
  further: z.record(z.string(), calibration).exactOptional(),
  brier: z.object({ erlangA: brier, occupancyRule: brier }),
});
/** The half hours of a day, then those of a week: profile-codec.ts. */
const VISITS = /^[0-9a-k]{384}$/;
const AMOUNTS = /^([0-9a-z]+( [0-9a-z]+)*)?$/;
const storedProfile = z.object({
  tenant: z.string(),
  queueId: z.string(),
  media: z.string().optional(),
  arrivals: z.object({
    slot: z.int(),
    visits: z.string().regex(VISITS),
    amounts: z.string().regex(AMOUNTS),
  }),
});
/**
 * Changes when another version would misread the state: a value with another meaning or unit. Readers ignore further fields,
 * and learn parts again that they cannot read.
 */
const VERSION = 1;
/** Any version, as all else depends on it. */
const versioned = z.looseObject({ version: z.unknown() });
const stateFile = z.object({
  tenants: z.record(z.string(), z.unknown()),
  queues: z.array(z.unknown()).default([]),
});

/** Returns the readable part of the state, or why the text as a whole is not used. Never throws. */
export function parseState(text: string): LoadedState & { readonly state?: PredictorState } {
  const value = jsonIn(text);
  const { data: written } = versioned.safeParse(value);
  if (written && written.version !== undefined && written.version !== VERSION) {
    const found = typeof written.version === 'number' ? written.version : 'without a number';
    const problem = `version ${found}, and this exporter reads version ${VERSION}`;
    return { refused: { code: 'unknown_format', problem }, problems: [] };
  }
  const file = stateFile.safeParse(value);
  if (!written || !file.success) {
    const problem = file.error ? z.prettifyError(file.error) : 'version is missing';
    return { refused: { code: 'invalid_state', problem }, problems: [] };
  }
  const tenants = Object.entries(file.data.tenants).map(([name, record]) => ({
    name,
    record: tenantRecord.safeParse(record).data,
  }));
  const queues = file.data.queues.map((queue) => storedProfile.safeParse(queue).data);
  return {
    state: {
      version: VERSION,
      tenants: Object.fromEntries(tenants.flatMap(({ name, record }) => (record ? [[name, record]] : []))),
      queues: queues.flatMap((queue) => (queue ? [withName(queue)] : [])),
    },
    problems: [
      ...tenants.flatMap(({ name, record }) => (record ? [] : [`calibration of the tenant ${name}`])),
      ...problemOf(queues.filter((queue) => !queue).length),
    ],
  };
}

function withName({ arrivals, ...name }: z.infer<typeof storedProfile>): StoredProfile {
  const { tenant, queueId, media } = name;
  return { ...(media === undefined ? { tenant, queueId } : { tenant, queueId, media }), arrivals };
}

/** Undefined for a text that is not JSON, which the schema rejects too. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemOf(unreadableQueues: number): readonly string[] {
  return unreadableQueues > 0 ? [`day profiles of ${unreadableQueues} queues`] : [];
}
