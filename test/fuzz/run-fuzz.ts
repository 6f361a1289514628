import { Worker } from 'node:worker_threads';

/** Runs the targets in a thread of its own, whose end by lack of memory or by a hang is a finding too. */

export interface FuzzOptions {
  readonly seed: number;
  /** Of all targets together. */
  readonly seconds?: number;
  /** Inputs of each target. */
  readonly runs?: number;
  /** Part of the names of the targets to run; absent: all. */
  readonly only?: string | undefined;
  /** Names of targets to leave out. */
  readonly skip?: readonly string[];
}

export interface Started {
  readonly target: string;
  readonly input: string;
}

export interface FuzzReport {
  readonly target: string;
  readonly inputs: number;
  readonly cpuSeconds: number;
  readonly failure?: string;
  /** That failed, as small as could be found. */
  readonly input?: string;
}

export interface Ended {
  readonly ended: FuzzReport;
}

/** One input may take this long, milliseconds: it takes a few, and a busy machine is a hundred times slower. */
const INPUT_MS = 30_000;
/** Memory of the thread, MiB; most of it is the modules that are loaded. */
const HEAP_MIB = 512;

/** Runs all targets. One that ends the thread or hangs is reported, and the others run in a new thread. */
export async function runFuzz(
  options: FuzzOptions,
  onReport: (report: FuzzReport) => void = () => {},
): Promise<readonly FuzzReport[]> {
  const reports: FuzzReport[] = [];
  for (let isOver = false; !isOver; ) {
    const before = reports.length;
    isOver = await runThread({ ...options, skip: reports.map(({ target }) => target) }, (report) => {
      reports.push(report);
      onReport(report);
    });
    if (reports.length === before) isOver = true;
  }
  return reports;
}

/** Resolves to whether the thread ran all targets. */
function runThread(options: FuzzOptions, add: (report: FuzzReport) => void): Promise<boolean> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: options,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
  });
  let last: Started | undefined;
  let inputs = 0;
  let failure: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  worker.on('message', (message: Started | Ended) => {
    clearTimeout(timer);
    if ('ended' in message) {
      inputs = 0;
      last = undefined;
      add(message.ended);
      return;
    }
    inputs++;
    last = message;
    // First reads what arrived while this thread itself did not run.
    timer = setTimeout(() => setImmediate(endIfHanging, message), INPUT_MS);
  });
  const endIfHanging = (input: Started) => {
    if (last !== input) return;
    failure = `took longer than ${INPUT_MS / 1000} s`;
    void worker.terminate();
  };
  worker.on('error', (error) => {
    failure ??= `ended the thread: ${error.stack ?? error}`;
  });
  return new Promise((resolve) => {
    worker.on('exit', () => {
      clearTimeout(timer);
      const target = last?.target ?? 'start';
      if (failure !== undefined)
        add({ target, inputs, cpuSeconds: 0, failure, ...(last && { input: last.input }) });
      resolve(failure === undefined);
    });
  });
}
