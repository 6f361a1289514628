import { Worker } from 'node:worker_threads';
import type { Explanation, QueueName, QueueObservation, TenantForecast } from '../signals/index.ts';
import type { Answer, Answers, Request } from './messages.ts';

export interface PredictionLog {
  warn(fields: object, message: string): void;
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
/** Some megabytes from or to a slow disk. */
const FILE_DEADLINE_MS = 10_000;
/** How often what was learned is kept: as often as a half hour of the day is added to it. A crash forgets no more. */
const SAVE_EVERY_MS = 1_800_000;

/** Predicts in a thread of its own. */
export function startPredictionService({ statePath: path, log }: PredictionOptions): PredictionService {
  const thread = startThread(log);
  if (path !== undefined) void load(path);

  async function load(path: string): Promise<void> {
    const problems = await thread.ask({ ask: 'load', path }, FILE_DEADLINE_MS);
    for (const problem of problems ?? []) {
      log.warn(
        { path, problem },
        'Some of what the prediction had learned could not be read; it learns that anew',
      );
    }
  }

  async function save(): Promise<void> {
    if (path !== undefined) await thread.ask({ ask: 'save', path }, FILE_DEADLINE_MS);
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

/** What is logged of a request that failed. */
const FAILURES: Readonly<Record<Request['ask'], string>> = {
  forecast: 'Prediction failed',
  explanation: 'Prediction failed',
  load: 'What the prediction had learned could not be read; it learns anew',
  save: 'What the prediction has learned could not be kept',
};

type Question<Ask extends Request['ask']> = Omit<Extract<Request, { ask: Ask }>, 'number'> & {
  readonly ask: Ask;
};

interface Thread {
  readonly ask: <Ask extends Request['ask']>(
    question: Question<Ask>,
    deadlineMs?: number,
  ) => Promise<Answers[Ask] | undefined>;
  readonly end: () => Promise<void>;
}

function startThread(log: PredictionLog): Thread {
  const worker = new Worker(new URL('./worker.ts', import.meta.url));
  const waiting = new Map<number, (value?: Answer['value']) => void>();
  let lastNumber = 0;
  let ended = false;

  worker.on('message', ({ number, ask, value, problem }: Answer) => {
    if (problem) log.error({ problem }, FAILURES[ask]);
    waiting.get(number)?.(value);
  });
  worker.on('error', (error) =>
    log.error({ error }, 'The prediction thread has failed; there are no predictions now'),
  );
  worker.on('exit', () => {
    ended = true;
    for (const settle of waiting.values()) settle();
  });
  // The thread alone does not keep the process alive.
  worker.unref();

  return {
    ask: (question, deadlineMs = DEADLINE_MS) => {
      if (ended) return Promise.resolve(undefined);
      const number = ++lastNumber;
      return new Promise((resolve) => {
        const deadline = setTimeout(() => settle(), deadlineMs);
        const settle = (value?: Answer['value']) => {
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
