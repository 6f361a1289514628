import { setTimeout as delay } from 'node:timers/promises';
import type { TenantForecast } from '../../signals/index.ts';
import type { Explanation } from '../explanation/explanation.ts';
import type { QueueName, QueueObservation } from '../model/observation.ts';
import { createForecastQueue } from './forecast-queue.ts';
import { MAX_LOCAL_QUEUES, startGrowingPredictor } from './growing-predictor.ts';
import {
  type PredictionLog,
  type SendRequest,
  THREAD_LIMITS,
  type ThreadLimits,
} from './predictor-thread.ts';
import { moveAside, probeStatePath, readStateFile, writeStateFile } from './state-file.ts';

export interface PredictionOptions {
  /** State file, which keeps what was learned over restarts. Without it each start learns from zero. */
  readonly statePath?: string | undefined;
  readonly log: PredictionLog;
  /** Called at each change of whether the predictor runs. */
  readonly onUp?: (isUp: boolean) => void;
  readonly limits?: Partial<ThreadLimits>;
  /** Queues and media that are predicted in the calling thread; 0: always in a thread of its own. */
  readonly maxLocalQueues?: number;
}

export interface PredictionService {
  /**
   * Resolves to the forecast from the tenant's newest observations; to undefined when it is not made within
   * `intervalSeconds`, the time between two queue polls of the tenant.
   */
  readonly forecast: (
    tenant: string,
    observations: readonly QueueObservation[],
    intervalSeconds: number,
  ) => Promise<TenantForecast | undefined>;
  /** Explains a queue's last prediction; undefined without one. */
  readonly explain: (queue: QueueName) => Promise<Explanation | undefined>;
  /** Saves what was learned and ends the thread, in bounded time. */
  readonly close: () => Promise<void>;
}

/** A user waits for an explanation in front of a screen. */
const EXPLANATION_DEADLINE_MS = 2_000;
/** Time to serialise some megabytes of state, after the slice in progress. */
const SAVE_DEADLINE_MS = 5_000;
/** Saving at shutdown counts against the time that an orchestrator gives a process to stop. */
const CLOSE_DEADLINE_MS = 4_000;
/** Interval between saves: a slot of the day profile. A crash loses no more than that. */
const SAVE_EVERY_MS = 1_800_000;

/** Starts the predictor: in the calling thread, or in its own when there are many queues. */
export function startPredictionService(options: PredictionOptions): PredictionService {
  const { statePath: path, log, onUp, limits, maxLocalQueues = MAX_LOCAL_QUEUES } = options;
  const sizes = new Map<string, number>();
  const queue = createForecastQueue({
    canRun: () => thread.status() === 'up',
    run: (tenant, observations, isLast) => thread.send({ type: 'slice', tenant, observations, isLast }),
    withdraw: (tenant, at) => void thread.send({ type: 'withdraw', tenant, at }),
  });
  let isClosed = false;
  const thread = startGrowingPredictor({
    log,
    maxLocalQueues,
    limits: { ...THREAD_LIMITS, ...limits },
    prepare: async (send) => {
      if (path !== undefined) await restore(path, send, log);
    },
    onStatus: (status) => {
      onUp?.(status === 'up');
      if (status === 'up') queue.resume();
      if (status === 'down') queue.clear();
    },
  });
  // A path that cannot be written is reported now, not at the first save half an hour later.
  const probed = path === undefined ? undefined : probe(path, log);
  const saving = setInterval(() => void saveIfUp(), SAVE_EVERY_MS).unref();

  /** A thread that has not loaded the state yet would overwrite it with an empty one. */
  async function saveIfUp(): Promise<void> {
    if (path !== undefined && thread.status() === 'up') await save(path, thread.send, log);
  }

  return {
    forecast: async (tenant, observations, intervalSeconds) => {
      if (isClosed || thread.status() === 'down') return undefined;
      sizes.set(tenant, observations.length);
      thread.fit(sizes.values().reduce((sum, size) => sum + size, 0));
      return queue.add(tenant, observations, intervalSeconds);
    },
    explain: (queueName) => thread.send({ type: 'explanation', queue: queueName }, EXPLANATION_DEADLINE_MS),
    close: async () => {
      isClosed = true;
      clearInterval(saving);
      queue.clear();
      // Neither a hanging thread nor a hanging disk delays the shutdown.
      await Promise.race([
        Promise.all([probed, saveIfUp()]),
        delay(CLOSE_DEADLINE_MS, undefined, { ref: false }),
      ]);
      await thread.end();
    },
  };
}

/** Loads the state file. A damaged file is moved aside, so that the next save does not overwrite it. Never rejects. */
async function restore(path: string, send: SendRequest, log: PredictionLog): Promise<void> {
  try {
    const text = await readStateFile(path);
    if (text === undefined) return;
    const loaded = await send({ type: 'load', text });
    for (const problem of loaded?.problems ?? []) {
      log.warn({ path, problem }, 'Part of the prediction state is not readable; relearning it');
    }
    if (!loaded?.refused) return;
    const keptAs = await moveAside(path);
    const fields = { path, keptAs, ...loaded.refused };
    if (loaded.refused.code === 'unknown_format')
      log.warn(fields, 'Prediction state has another version and was moved aside; learning from zero');
    else log.error(fields, 'Prediction state is damaged and was moved aside; learning from zero');
  } catch (error) {
    log.error({ path, error }, 'Failed to read the prediction state; learning from zero');
  }
}

async function probe(path: string, log: PredictionLog): Promise<void> {
  try {
    await probeStatePath(path);
  } catch (error) {
    log.error({ path, error }, 'Prediction state cannot be saved; a restart loses what is learned');
  }
}

async function save(path: string, send: SendRequest, log: PredictionLog): Promise<void> {
  try {
    const text = await send({ type: 'save' }, SAVE_DEADLINE_MS);
    if (text === undefined) throw new Error('the predictor did not return its state in time');
    await writeStateFile(path, text);
  } catch (error) {
    log.error({ path, error }, 'Failed to save the prediction state');
  }
}
