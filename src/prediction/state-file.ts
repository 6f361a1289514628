import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { PredictorState } from '../signals/index.ts';

/** What the predictor has learned, kept over restarts as JSON. */

export interface ReadState {
  /** Undefined where there is none yet. */
  readonly state?: PredictorState;
  /** Parts that could not be read, and were left out. */
  readonly problems: readonly string[];
}

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

/**
 * A file that cannot be read or is no such state is moved aside, lest the next one replace it for good.
 * @throws Error for one.
 */
export async function readState(path: string): Promise<ReadState> {
  try {
    return stateIn(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { problems: [] };
    await rename(path, `${path}.unreadable`);
    throw error;
  }
}

function stateIn(text: string): ReadState {
  const file = stateFile.safeParse(JSON.parse(text));
  if (!file.success) throw new Error(`it holds no state of the predictor: ${z.prettifyError(file.error)}`);
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

function problemOf(unreadableQueues: number): readonly string[] {
  return unreadableQueues > 0 ? [`what ${unreadableQueues} queues are used to at each time of the week`] : [];
}

/** Replaces the file at once, so that a crash leaves the old or the new state, never half of one. */
export async function writeState(path: string, state: PredictorState): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(aside, JSON.stringify(state));
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
