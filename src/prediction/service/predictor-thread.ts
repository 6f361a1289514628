import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RequestBody, RequestType, Response, ResponseValues } from './messages.ts';

export interface PredictionLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Limits of the thread. The defaults suit the product; tests of faults shrink them. */
export interface ThreadLimits {
  /** Module that the thread runs. */
  readonly module: URL;
  /** Heap, MiB: several times what 10,000 queues need (docs/prediction.md). A leak ends the thread, not the process. */
  readonly heapMib: number;
  /**
   * Milliseconds without a response after which a thread with requests counts as hanging. A request takes well under a
   * second of CPU; a busy machine may take many times that.
   */
  readonly hangMs: number;
  /** Pause before the first restart, milliseconds; each further restart doubles it. */
  readonly initialPauseMs: number;
}

export const THREAD_LIMITS: ThreadLimits = {
  // The extension of this file: `.ts` from source, `.js` when compiled.
  module: new URL(`./worker${extname(import.meta.url)}`, import.meta.url),
  heapMib: 1024,
  hangMs: 30_000,
  initialPauseMs: 1_000,
};

/**
 * Young objects of the thread, MiB. At the default of 48, one garbage collection can move more objects than the
 * allowance that Node.js adds at the heap limit to end the thread, and V8 aborts the whole process instead.
 */
const YOUNG_GENERATION_MIB = 4;
/** Longest pause before a restart, milliseconds. */
const MAX_PAUSE_MS = 60_000;
/** Milliseconds after which a thread counts as healthy: the next restart has the initial pause again. */
const HEALTHY_AFTER_MS = 300_000;
/** Deadline for terminating the thread, milliseconds. */
const END_MS = 1_000;

export type SendRequest = <Type extends RequestType>(
  request: RequestBody<Type>,
  deadlineMs?: number,
) => Promise<ResponseValues[Type] | undefined>;

export type ThreadStatus = 'starting' | 'up' | 'down';

export interface PredictorThread {
  /** Resolves to undefined without a response: the request failed, the thread ended, or the deadline passed. */
  readonly send: SendRequest;
  readonly status: () => ThreadStatus;
  /** Terminates the thread in bounded time, even one that hangs; every request resolves. */
  readonly end: () => Promise<void>;
}

export interface ThreadOptions {
  readonly log: PredictionLog;
  readonly limits: ThreadLimits;
  /** Prepares a thread that was just started, before it predicts; must not reject. */
  readonly prepare: (send: SendRequest) => Promise<void>;
  readonly onStatus: (status: ThreadStatus) => void;
}

/** Log message for a failed request. */
export const FAILURES: Readonly<Record<RequestType, string>> = {
  slice: 'Forecast failed',
  withdraw: 'Forecast failed',
  explanation: 'Explanation of a prediction failed',
  load: 'Failed to load the prediction state; learning from zero',
  save: 'Failed to save the prediction state',
  memory: 'Failed to move the predictor to a thread; learning from zero',
  adopt: 'Failed to move the predictor to a thread; learning from zero',
};

/** Runs the predictor's thread and restarts it when it fails or hangs, with exponential back-off. */
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
      const pauseMs = Math.min(MAX_PAUSE_MS, limits.initialPauseMs * 2 ** restarts++);
      log.error({ error, restartInSeconds: pauseMs / 1000 }, 'Predictor failed; restarting');
      restart = setTimeout(launch, pauseMs).unref();
      change('down');
    };
    try {
      const worker = runWorker(limits, log, failed);
      running = worker;
      status = 'starting';
      void prepare(worker.send).then(() => {
        if (ended || !worker.isAlive()) return;
        if (restarts > 0) log.info({}, 'Predictor recovered');
        change('up');
      });
    } catch (error) {
      // The system is out of threads.
      failed(error);
    }
  }

  function change(next: ThreadStatus): void {
    status = next;
    onStatus(next);
  }

  launch();
  return {
    send: async (request, deadlineMs) => running?.send(request, deadlineMs),
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
  readonly send: SendRequest;
  readonly isAlive: () => boolean;
  readonly end: () => Promise<void>;
}

/** Runs one thread until it exits, which `onExit` reports with the reason. */
function runWorker(
  { module, heapMib, hangMs }: ThreadLimits,
  log: PredictionLog,
  onExit: (reason: unknown) => void,
): RunningWorker {
  const worker = new Worker(module, {
    resourceLimits: { maxOldGenerationSizeMb: heapMib, maxYoungGenerationSizeMb: YOUNG_GENERATION_MIB },
  });
  const pending = new Map<number, (value?: Response['value']) => void>();
  let lastId = 0;
  let lastResponse = 0;
  let alive = true;
  let reason: unknown;
  let watchdog: NodeJS.Timeout | undefined;

  function watch(): void {
    clearTimeout(watchdog);
    if (alive && pending.size > 0) watchdog = setTimeout(checkHang, hangMs, lastResponse).unref();
  }

  /** First reads responses that arrived while this thread itself was blocked. */
  function checkHang(before: number): void {
    setImmediate(() => {
      if (lastResponse !== before || !alive) return;
      reason = new Error(`no response for ${hangMs / 1000} s`);
      void worker.terminate();
    });
  }

  worker.on('message', ({ id, type, value, problem }: Response) => {
    lastResponse = id;
    if (problem) log.error({ problem }, FAILURES[type]);
    pending.get(id)?.(value);
    pending.delete(id);
    watch();
  });
  worker.on('error', (error) => {
    reason ??= error;
  });
  worker.on('exit', (code) => {
    alive = false;
    clearTimeout(watchdog);
    for (const resolve of pending.values()) resolve();
    pending.clear();
    onExit(reason ?? new Error(`the thread exited with code ${code}`));
  });
  // The thread alone does not keep the process alive.
  worker.unref();

  return {
    isAlive: () => alive,
    send: (request, deadlineMs) => {
      if (!alive) return Promise.resolve(undefined);
      const id = ++lastId;
      return new Promise((resolve) => {
        const deadline =
          deadlineMs === undefined ? undefined : setTimeout(resolve, deadlineMs, undefined).unref();
        // A request past its deadline stays registered: the watchdog must see that the thread hangs.
        const isFirst = pending.size === 0;
        pending.set(id, (value) => {
          clearTimeout(deadline);
          resolve(value as ResponseValues[typeof request.type] | undefined);
        });
        worker.postMessage({ ...request, id });
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
