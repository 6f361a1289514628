import { setTimeout as delay } from 'node:timers/promises';
import type { TenantForecast } from '../../signals/index.ts';
import type { Explanation } from '../explanation/explanation.ts';
import type { QueueName } from '../model/kept-queues.ts';
import type { QueueObservation } from '../model/observation.ts';
import { createForecastQueue } from './forecast-queue.ts';
import {
  type Ask,
  type PredictionLog,
  startPredictorThread,
  THREAD_LIMITS,
  type ThreadLimits,
} from './predictor-thread.ts';
import { moveAside, probeStatePath, readStateFile, writeStateFile } from './state-file.ts';

export interface PredictionOptions {
  /** File that keeps what was learned over restarts; absent: each start learns afresh. */
  readonly statePath?: string;
  readonly log: PredictionLog;
  /** Called with whether the predictor runs, at each change. */
  readonly onUp?: (isUp: boolean) => void;
  readonly limits?: Partial<ThreadLimits>;
}

export interface PredictionService {
  /**
   * The forecast that follows from the tenant's newest observations; undefined when it was not made within
   * `intervalSeconds`, the time between two queue polls of the tenant.
   */
  readonly forecast: (
    tenant: string,
    observations: readonly QueueObservation[],
    intervalSeconds: number,
  ) => Promise<TenantForecast | undefined>;
  /** Why a queue's last prediction was made; undefined when there is none. */
  readonly explain: (queue: QueueName) => Promise<Explanation | undefined>;
  /** Saves what was learned and ends the thread, in bounded time. */
  readonly close: () => Promise<void>;
}

/** Somebody waits for an explanation in front of a screen. */
const EXPLANATION_DEADLINE_MS = 2_000;
/** Some megabytes of state, after the slice that runs. */
const SAVE_DEADLINE_MS = 5_000;
/** Saving counts against the time that an orchestrator gives a process to stop. */
const CLOSE_DEADLINE_MS = 4_000;
/** How often what was learned is saved: as often as a half hour of the day is added to it. A crash forgets no more. */
const SAVE_EVERY_MS = 1_800_000;

/** Predicts in a thread of its own. */
export function startPredictionService(options: PredictionOptions): PredictionService {
  const { statePath: path, log, onUp, limits } = options;
  const queue = createForecastQueue({
    canRun: () => thread.status() === 'up',
    run: (tenant, observations, isLast) => thread.ask({ ask: 'slice', tenant, observations, isLast }),
    withdraw: (tenant, at) => void thread.ask({ ask: 'withdraw', tenant, at }),
  });
  let isClosed = false;
  const thread = startPredictorThread({
    log,
    limits: { ...THREAD_LIMITS, ...limits },
    prepare: async (ask) => {
      if (path !== undefined) await restore(path, ask, log);
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

  /** A thread that has not loaded the state yet would replace it by nothing. */
  async function saveIfUp(): Promise<void> {
    if (path !== undefined && thread.status() === 'up') await save(path, thread.ask, log);
  }

  return {
    forecast: (tenant, observations, intervalSeconds) =>
      isClosed || thread.status() === 'down'
        ? Promise.resolve(undefined)
        : queue.add(tenant, observations, intervalSeconds),
    explain: (queueName) => thread.ask({ ask: 'explanation', queue: queueName }, EXPLANATION_DEADLINE_MS),
    close: async () => {
      isClosed = true;
      clearInterval(saving);
      queue.clear();
      // Neither a thread nor a disk that hangs holds up the end.
      await Promise.race([
        Promise.all([probed, saveIfUp()]),
        delay(CLOSE_DEADLINE_MS, undefined, { ref: false }),
      ]);
      await thread.end();
    },
  };
}

/** Loads the state in the file. One that is damaged is moved aside, so that the next save does not destroy it. */
async function restore(path: string, ask: Ask, log: PredictionLog): Promise<void> {
  try {
    const text = await readStateFile(path);
    if (text === undefined) return;
    const loaded = await ask({ ask: 'load', text });
    for (const problem of loaded?.problems ?? []) {
      log.warn({ path, problem }, 'Part of the prediction state is not readable and is learned afresh');
    }
    if (loaded?.damage === undefined) return;
    const keptAs = await moveAside(path);
    log.error(
      { path, keptAs, problem: loaded.damage },
      'Prediction state is damaged and was moved aside; learning starts afresh',
    );
  } catch (error) {
    log.error({ path, error }, 'Failed to read the prediction state; learning starts afresh');
  }
}

async function probe(path: string, log: PredictionLog): Promise<void> {
  try {
    await probeStatePath(path);
  } catch (error) {
    log.error({ path, error }, 'The prediction state cannot be saved; a restart loses what is learned');
  }
}

async function save(path: string, ask: Ask, log: PredictionLog): Promise<void> {
  try {
    const text = await ask({ ask: 'save' }, SAVE_DEADLINE_MS);
    if (text === undefined) throw new Error('the predictor gave no state in time');
    await writeStateFile(path, text);
  } catch (error) {
    log.error({ path, error }, 'Failed to save the prediction state');
  }
}
