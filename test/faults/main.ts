import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { findPlanted } from './planted.ts';
import { runFaults } from './run.ts';
import { namedSteps, randomSteps } from './steps.ts';
import { summary } from './summary.ts';

/**
 * `npm run faults -- --minutes 10 --seed 1`: every fault alone, then random combinations, for as long as wanted; `--only
 * 'Redis hangs;latency'` names faults in their order, `--program` the root of the exporter's sources, `--logs` a file for
 * what the exporters log. `--planted` shows that the suite finds each bug that is kept under test/faults/planted.
 */

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    program: { type: 'string' },
    logs: { type: 'string' },
    planted: { type: 'boolean', default: false },
    bug: { type: 'string' },
  },
});
const log = (line: string) => void process.stderr.write(`${line}\n`);
const seed = Number(values.seed);

if (values.planted) {
  process.exitCode = (await findPlanted({ log, ...(values.bug !== undefined && { only: values.bug }) }))
    ? 0
    : 1;
} else {
  const { violations, figures, logs } = await runFaults({
    seed,
    steps: values.only === undefined ? randomSteps(seed) : namedSteps(values.only.split(';')),
    seconds: 60 * Number(values.minutes),
    log,
    ...(values.program !== undefined && { program: values.program }),
  });
  if (values.logs !== undefined) await writeFile(values.logs, logs.join('\n'));
  process.stdout.write(`${summary(figures)}\n`);
  for (const violation of violations) process.stdout.write(`${violation}\n`);
  if (violations.length > 0) {
    process.stdout.write(`Repeat: npm run faults -- --minutes ${values.minutes} --seed ${seed}\n`);
    process.exitCode = 1;
  }
}
