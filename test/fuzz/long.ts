import { parseArgs } from 'node:util';
import { runFuzz } from './run-fuzz.ts';

/** `npm run fuzz -- --minutes 10 --seed 1 --only plan`: every parser of outside input, for as long as wanted. */

/** Of a failing input and its error, in characters. */
const MAX_SHOWN = 1_200;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const seed = Number(values.seed);
const reports = await runFuzz({ seed, seconds: 60 * Number(values.minutes), only: values.only }, (report) => {
  const { target, inputs, cpuSeconds, failure, input = '' } = report;
  process.stdout.write(
    `${failure === undefined ? 'ok  ' : 'FAIL'} ${target}: ${inputs} inputs, ${cpuSeconds.toFixed(1)} s of CPU\n`,
  );
  if (failure === undefined) return;
  process.stdout.write(
    `${failure.slice(0, MAX_SHOWN)}\ninput: ${JSON.stringify(input.slice(0, MAX_SHOWN))}\n`,
  );
});
const failed = reports.filter(({ failure }) => failure !== undefined).length;
const inputs = reports.reduce((sum, report) => sum + report.inputs, 0);
process.stdout.write(`seed ${seed}: ${inputs} inputs, ${failed} of ${reports.length} targets failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
