import { parentPort } from 'node:worker_threads';
import type { Request } from './messages.ts';
import { createResponder } from './respond.ts';

/** The predictor's thread, so that no forecast delays a scrape or a poll. It computes and does no I/O. */

const respondTo = createResponder();

parentPort?.on('message', async (request: Request) => {
  parentPort?.postMessage(await respondTo(request));
});
