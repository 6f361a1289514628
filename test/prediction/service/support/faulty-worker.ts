import { parentPort } from 'node:worker_threads';
import type { Request } from '../../../../src/prediction/service/messages.ts';

/** The real predictor thread, which fails at a tenant named after a fault. */

const FAULTS: Readonly<Record<string, () => void>> = {
  // Blocked as by an endless loop, without its load on the tests that run beside it.
  hang: () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  crash: () => {
    throw new Error('the thread crashed');
  },
  exit: () => process.exit(3),
  'out-of-memory': () => {
    for (const held: unknown[] = []; ; ) held.push(Array.from({ length: 1000 }, (_, i) => ({ i })));
  },
};

// Registered before the predictor's own listener, which these requests never reach.
parentPort?.on('message', (request: Request) => {
  if (request.type === 'slice') FAULTS[request.tenant]?.();
});

await import('../../../../src/prediction/service/worker.ts');
