import { Worker } from 'node:worker_threads';
import type { Answer, Answers, Question, Request } from './messages.ts';

export interface PredictionLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Limits of the thread. The defaults suit the product; tests of faults shrink them. */
export interface ThreadLimits {
  /** Module that the thread runs. */
  readonly module: URL;
  /** Heap, in MiB: several times what 10,000 queues take (docs/prediction.md). A leak ends the thread, not the process. */
  readonly heapMib: number;
  /**
   * A thread that has a request and answers none for this long hangs, milliseconds. A request takes well under a second
   * of CPU; a busy machine may hold the thread up for many times that.
   */
  readonly hangMs: number;
  /** Pause before the first restart, milliseconds; it doubles with each further one. */
  readonly firstPauseMs: number;
}

export const THREAD_LIMITS: ThreadLimits = {
  module: new URL('./worker.ts', import.meta.url),
  heapMib: 1024,
  hangMs: 30_000,
  firstPauseMs: 1_000,
};

/** Longest pause before a restart, milliseconds. */
const LONGEST_PAUSE_MS = 60_000;
/** A thread that ran this long was healthy: the next restart is a first one again. Milliseconds. */
const HEALTHY_AFTER_MS = 300_000;
/** A thread is ended within this, whatever it does; milliseconds. */
const END_MS = 1_000;

export type Ask = <Kind extends Request['ask']>(
  question: Question<Kind>,
  deadlineMs?: number,
) => Promise<Answers[Kind] | undefined>;

export type ThreadStatus = 'starting' | 'up' | 'down';

export interface PredictorThread {
  /** Undefined where there is no answer: the request failed, the thread ended, or the deadline has passed. */
  readonly ask: Ask;
  readonly status: () => ThreadStatus;
  /** Ends the thread within bounded time, also one that hangs; every request is settled. */
  readonly end: () => Promise<void>;
}

export interface ThreadOptions {
  readonly log: PredictionLog;
  readonly limits: ThreadLimits;
  /** Brings a thread that was just started to where it can predict; must not reject. */
  readonly prepare: (ask: Ask) => Promise<void>;
  readonly onStatus: (status: ThreadStatus) => void;
}

/** What is logged of a request that failed. */
const FAILURES: Readonly<Record<Request['ask'], string>> = {
  slice: 'Forecast failed',
  withdraw: 'Forecast failed',
  explanation: 'Explanation of a prediction failed',
  load: 'Failed to load the prediction state; learning starts afresh',
  save: 'Failed to save the prediction state',
};

/** Runs the predictor's thread, and starts another when it fails or hangs, after a pause that grows with each failure. */
export function startPredictorThread({ log, limits, prepare, onStatus }: ThreadOptions): PredictorThread {
  let running: RunningWorker | undefined;
  let status: ThreadStatus = 'starting';
  let restarts = 0;
  let restart: NodeJS.Timeout | undefined;
  let ended = false;

  function launch(): void {
    const startedAt = performance.now();
    const failed = (error: unknown) => {
      if (ended) return;
      if (performance.now() - startedAt > HEALTHY_AFTER_MS) restarts = 0;
      const pauseMs = Math.min(LONGEST_PAUSE_MS, limits.firstPauseMs * 2 ** restarts++);
      log.error({ error, restartInSeconds: pauseMs / 1000 }, 'Predictor failed; restarting');
      restart = setTimeout(launch, pauseMs).unref();
      change('down');
    };
    try {
      const worker = runWorker(limits, log, failed);
      running = worker;
      status = 'starting';
      void prepare(worker.ask).then(() => {
        if (ended || !worker.isAlive()) return;
        if (restarts > 0) log.info({}, 'Predictor recovered');
        change('up');
      });
    } catch (error) {
      // The system has no thread to give just now.
      failed(error);
    }
  }

  function change(next: ThreadStatus): void {
    status = next;
    onStatus(next);
  }

  launch();
  return {
    ask: async (question, deadlineMs) => running?.ask(question, deadlineMs),
    status: () => status,
    end: async () => {
      ended = true;
      clearTimeout(restart);
      await running?.end();
      change('down');
    },
  };
}

interface RunningWorker {
  readonly ask: Ask;
  readonly isAlive: () => boolean;
  readonly end: () => Promise<void>;
}

/** One thread, from its start to its end, which `onExit` reports with the reason. */
function runWorker(
  { module, heapMib, hangMs }: ThreadLimits,
  log: PredictionLog,
  onExit: (reason: unknown) => void,
): RunningWorker {
  const worker = new Worker(module, { resourceLimits: { maxOldGenerationSizeMb: heapMib } });
  const waiting = new Map<number, (value?: Answer['value']) => void>();
  let lastNumber = 0;
  let alive = true;
  let reason: unknown;
  let watchdog: NodeJS.Timeout | undefined;

  function watch(): void {
    clearTimeout(watchdog);
    if (alive && waiting.size > 0) watchdog = setTimeout(checkHang, hangMs, lastAnswer).unref();
  }

  let lastAnswer = 0;
  /** An answer that came while this thread itself was held up is read before the thread is taken for hanging. */
  function checkHang(before: number): void {
    setImmediate(() => {
      if (lastAnswer !== before || !alive) return;
      reason = new Error(`no answer for ${hangMs / 1000} s`);
      void worker.terminate();
    });
  }

  worker.on('message', ({ number, ask, value, problem }: Answer) => {
    lastAnswer = number;
    if (problem) log.error({ problem }, FAILURES[ask]);
    waiting.get(number)?.(value);
    waiting.delete(number);
    watch();
  });
  worker.on('error', (error) => {
    reason ??= error;
  });
  worker.on('exit', (code) => {
    alive = false;
    clearTimeout(watchdog);
    for (const settle of waiting.values()) settle();
    waiting.clear();
    onExit(reason ?? new Error(`the thread exited with code ${code}`));
  });
  // The thread alone does not keep the process alive.
  worker.unref();

  return {
    isAlive: () => alive,
    ask: (question, deadlineMs) => {
      if (!alive) return Promise.resolve(undefined);
      const number = ++lastNumber;
      return new Promise((resolve) => {
        const deadline =
          deadlineMs === undefined ? undefined : setTimeout(resolve, deadlineMs, undefined).unref();
        // A request past its deadline is still waited for: the thread may hang at it.
        const isFirst = waiting.size === 0;
        waiting.set(number, (value) => {
          clearTimeout(deadline);
          resolve(value as Answers[typeof question.ask] | undefined);
        });
        worker.postMessage({ ...question, number });
        if (isFirst) watch();
      });
    },
    end: async () => {
      const timeout = Promise.withResolvers<void>();
      const timer = setTimeout(timeout.resolve, END_MS);
      await Promise.race([worker.terminate(), timeout.promise]);
      clearTimeout(timer);
    },
  };
}
