import { parentPort, workerData } from 'node:worker_threads';
import { createPredictor, type QueueObservation } from '../../../../src/prediction/index.ts';
import { createRandom, type Random } from '../../support/random.ts';

/**
 * A thread that predicts, explains and staffs queues whose counts a faulty platform might report, each for some polls. It
 * posts the queue before it begins, so that a hang names it, and what the slowest call took.
 */

export interface AbsurdProgress {
  readonly seed: number;
  /** CPU of the slowest call so far, in milliseconds, and its observation. */
  readonly slowestMs: number;
  readonly slowest: QueueObservation | undefined;
  readonly predictions: number;
  readonly isDone?: true;
}

const POLLS = 8;
/** Any count that passes the check of a platform's numbers. */
const COUNTS = [0, 0, 1, 3, 40, 1_000, 30_000, 1e6, 1e9, Number.MAX_SAFE_INTEGER];
const SECONDS = [0, 1e-9, 0.01, 1, 20, 600, 86_400, 1e9];

const { from, to } = workerData as { readonly from: number; readonly to: number };
const predictor = createPredictor();
let slowestMs = 0;
let slowest: QueueObservation | undefined;
let predictions = 0;

function timed(observation: QueueObservation, call: () => unknown): void {
  const before = process.threadCpuUsage();
  try {
    call();
  } catch {
    // A call that gives up fails its request alone.
  }
  const { user, system } = process.threadCpuUsage(before);
  const ms = (user + system) / 1000;
  if (ms <= slowestMs) return;
  slowestMs = ms;
  slowest = observation;
}

function one(random: Random, values: readonly number[]): number {
  return values[random.integer(0, values.length - 1)] ?? 0;
}

for (let seed = from; seed < to; seed++) {
  parentPort?.postMessage({ seed, slowestMs, slowest, predictions } satisfies AbsurdProgress);
  const random = createRandom(seed);
  const pollSeconds = one(random, [1, 5, 15, 300]);
  const policy = {
    target: one(random, [0, 0.5, 0.8, 1]),
    thresholdSeconds: one(random, [1, 20, 600, 86_400]),
    windowSeconds: one(random, [60, 900, 86_400]),
    minContacts: one(random, [1, 5, 1000]),
    horizonSeconds: one(random, [60, 600, 14_400]),
  };
  const sums = { answered: 0, answeredWithinThreshold: 0, abandoned: 0, handleSeconds: 0 };
  /** Some queues stay the same, the others change without any pattern. */
  const isSteady = random.uniform() < 0.5;
  let counts = { waiting: 0, busy: 0, available: 0, answered: 0, abandoned: 0, handle: 0, age: 0 };
  for (let poll = 1; poll <= POLLS; poll++) {
    if (poll === 1 || !isSteady)
      counts = {
        waiting: one(random, COUNTS),
        busy: one(random, COUNTS),
        available: one(random, COUNTS),
        answered: one(random, COUNTS),
        abandoned: one(random, COUNTS),
        handle: one(random, SECONDS),
        age: one(random, SECONDS),
      };
    sums.answered += counts.answered;
    sums.answeredWithinThreshold += Math.floor(counts.answered * random.uniform());
    sums.abandoned += counts.abandoned;
    sums.handleSeconds += counts.answered * counts.handle;
    const name = { tenant: 'acme', queueId: String(seed) };
    const observation: QueueObservation = {
      ...name,
      at: 1_750_000_000 + poll * pollSeconds,
      waiting: counts.waiting,
      oldestWaitSeconds: counts.age,
      agents: { available: counts.available, busy: counts.busy },
      totals: { offered: sums.answered + sums.abandoned, ...sums },
      policy,
    };
    timed(observation, () => {
      if (predictor.observe(observation)?.erlangA.probability !== undefined) predictions++;
    });
    timed(observation, () => predictor.staffing(name));
    timed(observation, () => predictor.explain(name));
  }
}
parentPort?.postMessage({ seed: to, slowestMs, slowest, predictions, isDone: true } satisfies AbsurdProgress);
