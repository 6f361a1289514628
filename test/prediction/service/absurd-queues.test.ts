import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import type { AbsurdProgress } from './support/absurd-queues.ts';

const QUEUES = 30;
/** Without progress for so long, a prediction hangs. A queue takes well under a second, on a busy machine some more. */
const HANG_MS = 20_000;
/** CPU of one call, in milliseconds: the longest takes a second, an explanation of a queue with 2,000 waiting contacts. */
const SLOWEST_MS = 4_000;

/** In a thread, because a test cannot end a call of its own thread that hangs. */
function predictAll(): Promise<AbsurdProgress> {
  const { promise, resolve, reject } = Promise.withResolvers<AbsurdProgress>();
  const module = new URL('./support/absurd-queues.ts', import.meta.url);
  const worker = new Worker(module, { workerData: { from: 0, to: QUEUES } });
  let last: AbsurdProgress | undefined;
  let hanging: NodeJS.Timeout | undefined;
  const watch = () => {
    clearTimeout(hanging);
    hanging = setTimeout(() => {
      void worker.terminate();
      reject(new Error(`the queue of seed ${last?.seed} hangs`));
    }, HANG_MS);
  };
  watch();
  worker.on('error', reject);
  worker.on('message', (progress: AbsurdProgress) => {
    last = progress;
    watch();
    if (!progress.isDone) return;
    clearTimeout(hanging);
    resolve(progress);
  });
  return promise;
}

it('predicts, explains and staffs a queue in bounded time, whatever a platform counts', async () => {
  const { slowestMs, slowest, predictions } = await predictAll();
  expect(slowestMs, JSON.stringify(slowest)).toBeLessThan(SLOWEST_MS);
  expect(predictions).toBeGreaterThan(QUEUES / 10);
}, 120_000);
