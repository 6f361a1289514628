import { simulateTrace } from '../../../src/simulator/index.ts';
import { SIMULATED } from './simulated.ts';
import { traceLines } from './trace-lines.ts';

/**
 * Writes a trace for `backtest` to stdout. `node test/prediction/support/write-trace.ts generated [seeds...]`: the generated
 * families, a queue per family and seed; `... simulated PRESET|all SEED HOURS`: presets of the simulator, a tenant each.
 */

/** A Monday, 00:00 UTC. */
const MONDAY = Date.UTC(2026, 0, 5) / 1000;

function* simulatedLines(preset: string, seed: number, hours: number): Generator<string> {
  const options = { seed, startAt: MONDAY, durationSeconds: 3600 * hours, intervalSeconds: 15 };
  for (const each of preset === 'all' ? SIMULATED : [preset]) {
    for (const row of simulateTrace({ ...options, preset: each })) yield JSON.stringify(row);
  }
}

const [source, ...rest] = process.argv.slice(2);
const lines =
  source === 'simulated'
    ? simulatedLines(rest[0] ?? 'working_week', Number(rest[1] ?? 1), Number(rest[2] ?? 24))
    : traceLines(rest.map(Number));
for (const line of lines) {
  if (!process.stdout.write(`${line}\n`))
    await new Promise((resolve) => process.stdout.once('drain', resolve));
}
