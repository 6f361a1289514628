import { parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import type { Ended, FuzzOptions, FuzzReport, Started } from './run-fuzz.ts';
import { SECRET, type Target, textOf } from './target.ts';

/** Runs the targets one after the other. Reports each input before it is run, so that one that hangs is known. */

const { seed, seconds, runs, only, skip = [] } = workerData as FuzzOptions;
const port = parentPort!;

/** What a prototype has before; anything more is pollution. */
const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, Map.prototype, String.prototype];
const namesOf = () => PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).map(String).join());
const before = namesOf();

/** The secret where a secret stands. A change may have put it elsewhere too, where nobody can know that it is one. */
const IN_ITS_PLACE = new RegExp(`"?\\w*(?:secret|_url)\\w*"?\\s*:\\s*[^\\s]*${SECRET}`, 'g');

function isSecretIn(input: string): boolean {
  return input.includes(SECRET) && !input.replace(IN_ITS_PLACE, '').includes(SECRET);
}

async function check(target: Target, input: string): Promise<void> {
  port.postMessage({ target: target.name, input } satisfies Started);
  try {
    await target.run(input);
  } catch (error) {
    if (!target.isExpected(error)) throw error;
    if (isSecretIn(input) && textOf(error).includes(SECRET))
      throw new Error(`the message shows a secret: ${textOf(error)}`);
  }
  if (namesOf().some((names, index) => names !== before[index])) {
    for (const prototype of PROTOTYPES)
      for (const key of Reflect.ownKeys(prototype))
        if (!before.some((names) => names.split(',').includes(String(key))))
          Reflect.deleteProperty(prototype, key);
    throw new Error('a prototype was polluted');
  }
}

const { targets } = await import('./targets/index.ts');
const chosen = (await targets()).filter(({ name }) => only === undefined || name.includes(only));
/** Runs at a time; fast-check keeps what belongs to all runs of a check in memory. */
const BATCH = 200;

for (const target of chosen) {
  if (skip.includes(target.name)) continue;
  const startedAt = process.threadCpuUsage();
  let inputs = 0;
  const endAt = seconds === undefined ? undefined : performance.now() + (seconds * 1000) / chosen.length;
  const property = fc.asyncProperty(target.inputs, async (input) => {
    inputs++;
    await check(target, input);
  });
  let failed: Pick<FuzzReport, 'failure' | 'input'> = {};
  for (let batch = 0; failed.failure === undefined; batch++) {
    if (endAt === undefined ? batch > 0 : performance.now() >= endAt) break;
    const details = await fc.check(property, { seed: seed + batch, numRuns: runs ?? BATCH });
    if (details.failed)
      failed = { failure: describe(details.errorInstance), input: String(details.counterexample?.[0]) };
  }
  const report: FuzzReport = { target: target.name, inputs, cpuSeconds: cpuSince(startedAt), ...failed };
  port.postMessage({ ended: report } satisfies Ended);
}

function cpuSince(startedAt: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(startedAt);
  return (user + system) / 1e6;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
