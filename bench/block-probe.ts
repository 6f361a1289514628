import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { watchBlocks } from './block-watch.ts';

/**
 * Loaded into the program by `--import`: after BENCH_WARM_UP_MS, watches the event loop, and when the program ends
 * writes the longest block, in milliseconds, to BENCH_BLOCK_FILE.
 */
const { BENCH_WARM_UP_MS, BENCH_BLOCK_FILE } = process.env;
if (isMainThread && BENCH_BLOCK_FILE !== undefined) {
  setTimeout(() => {
    const { longestMs } = watchBlocks();
    process.once('exit', () => writeFileSync(BENCH_BLOCK_FILE, String(longestMs())));
  }, Number(BENCH_WARM_UP_MS)).unref();
}
