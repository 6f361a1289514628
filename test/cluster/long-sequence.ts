import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

/**
 * `npm run test:cluster -- --minutes 5 --seed 1`: the random sequence of faults, for as long as wanted. Before it, the requests
 * of one replica and of three are compared, for `--counted` seconds each; 0 leaves it out.
 */

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    counted: { type: 'string', default: '60' },
  },
});
const env = {
  ...process.env,
  CLUSTER_SECONDS: String(60 * Number(values.minutes)),
  CLUSTER_SEED: values.seed,
  CLUSTER_COUNTED: values.counted,
};
const child = spawn('vitest', ['run', 'test/cluster/random-sequence.test.ts'], { env, stdio: 'inherit' });
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
