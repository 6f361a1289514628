import { Worker } from 'node:worker_threads';
import type {
  Explanation,
  PredictorState,
  QueueName,
  QueueObservation,
  TenantForecast,
} from '../signals/index.ts';
import type { Answer, Answers, Request } from './messages.ts';
import { readState, writeState } from './state-file.ts';

export interface PredictionLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface PredictionOptions {
  /** Where what was learned is kept; absent: a restart begins anew. */
  readonly statePath?: string;
  readonly log: PredictionLog;
}

export interface PredictionService {
  /** What follows from the tenant's newest observations; undefined when it could not be told in time. */
  readonly forecast: (
    tenant: string,
    observations: readonly QueueObservation[],
  ) => Promise<TenantForecast | undefined>;
  /** Why a queue's last prediction was made; undefined when there is none. */
  readonly explain: (queue: QueueName) => Promise<Explanation | undefined>;
  /** Keeps what was learned and ends the thread. */
  readonly close: () => Promise<void>;
}

/** A forecast that takes longer is not waited for: the figures it would go with are shown without it. */
const DEADLINE_MS = 2_000;
/** How often what was learned is kept: a crash forgets no more than that. */
const SAVE_EVERY_MS = 300_000;

/** Predicts in a thread of its own. */
export async function startPredictionService({
  statePath,
  log,
}: PredictionOptions): Promise<PredictionService> {
  const thread = startThread(await initialState(statePath, log), log);

  async function save(): Promise<void> {
    if (statePath === undefined) return;
    try {
      const state = await thread.ask({ ask: 'state' });
      if (state) await writeState(statePath, state);
    } catch (error) {
      log.error({ error, path: statePath }, 'What the prediction has learned could not be kept');
    }
  }

  const saving = setInterval(() => void save(), SAVE_EVERY_MS).unref();
  return {
    forecast: (tenant, observations) => thread.ask({ ask: 'forecast', tenant, observations }),
    explain: (queue) => thread.ask({ ask: 'explanation', queue }),
    close: async () => {
      clearInterval(saving);
      await save();
      await thread.end();
    },
  };
}

async function initialState(
  path: string | undefined,
  log: PredictionLog,
): Promise<PredictorState | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readState(path);
  } catch (error) {
    log.error({ error, path }, 'What the prediction had learned could not be read; it learns anew');
    return undefined;
  }
}

type Question<Ask extends Request['ask']> = Omit<Extract<Request, { ask: Ask }>, 'number'> & {
  readonly ask: Ask;
};

interface Thread {
  readonly ask: <Ask extends Request['ask']>(question: Question<Ask>) => Promise<Answers[Ask] | undefined>;
  readonly end: () => Promise<void>;
}

function startThread(state: PredictorState | undefined, log: PredictionLog): Thread {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: state });
  const waiting = new Map<number, (answer: Answer) => void>();
  let lastNumber = 0;
  let ended = false;

  worker.on('message', (answer: Answer) => {
    if (answer.problem) log.error({ problem: answer.problem }, 'Prediction failed');
    waiting.get(answer.number)?.(answer);
  });
  worker.on('error', (error) =>
    log.error({ error }, 'The prediction thread has failed; there are no predictions now'),
  );
  worker.on('exit', () => {
    ended = true;
    for (const [number, resolve] of waiting) resolve({ number });
  });
  // The thread alone does not keep the process alive.
  worker.unref();

  return {
    ask: (question) => {
      if (ended) return Promise.resolve(undefined);
      const number = ++lastNumber;
      return new Promise((resolve) => {
        const deadline = setTimeout(() => settle({ number }), DEADLINE_MS);
        const settle = ({ value }: Answer) => {
          clearTimeout(deadline);
          waiting.delete(number);
          resolve(value as Answers[typeof question.ask] | undefined);
        };
        waiting.set(number, settle);
        worker.postMessage({ ...question, number });
      });
    },
    end: async () => {
      await worker.terminate();
    },
  };
}
