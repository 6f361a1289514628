import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

/** `npm run test:cluster -- --minutes 5 --seed 1`: the random sequence of faults, for as long as wanted. */

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '5' }, seed: { type: 'string', default: '1' } },
});
const env = {
  ...process.env,
  CLUSTER_SECONDS: String(60 * Number(values.minutes)),
  CLUSTER_SEED: values.seed,
};
const child = spawn('vitest', ['run', 'test/cluster/random-sequence.test.ts'], { env, stdio: 'inherit' });
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
