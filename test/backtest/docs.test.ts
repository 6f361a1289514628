import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runBacktest, traceLine } from '../../src/backtest/index.ts';
import { parseTraceRow } from '../../src/backtest/trace.ts';
import { faultSchema } from '../../src/simulator/http/fault.ts';
import { scenarioSchema } from '../../src/simulator/scenario.ts';

/** Examples of docs/simulator-and-traces.md against what the programs read and write. */

const page = readFileSync('docs/simulator-and-traces.md', 'utf8');
const [traceExample = '', resultExample = ''] = [...page.matchAll(/```json\n([^`]*)```/g)].map(
  ([, text = '']) => text,
);
const POLICY = { target: 0.5, thresholdSeconds: 1, windowSeconds: 60, minContacts: 5, horizonSeconds: 600 };

it('the example of a trace row has every key that record writes', () => {
  const { observation } = parseTraceRow(traceExample, POLICY);
  expect(JSON.parse(traceLine(observation, 'Sales'))).toEqual(JSON.parse(traceExample));
});

it('the example of a result row has the keys that backtest writes', async () => {
  let written = '';
  const row = JSON.stringify(JSON.parse(traceExample));
  async function* lines() {
    yield row;
  }
  await runBacktest({
    lines: lines(),
    output: 'jsonl',
    policy: POLICY,
    write: async (text) => {
      written += text;
    },
  });
  expect(Object.keys(JSON.parse(written))).toEqual(Object.keys(JSON.parse(resultExample)));
});

it('the page names all scenarios and faults', () => {
  const rowOf = (name: string) => new RegExp(`^\\| \`${name}\` \\|.*$`, 'm').exec(page)?.[0] ?? '';
  const named = (text: string, names: readonly string[]) =>
    names.filter((name) => text.includes(`\`${name}\``));
  const scenarios = scenarioSchema.options.map(({ shape }) => shape.scenario.value);
  const scenarioKeys = scenarioSchema.options.flatMap(({ shape }) => Object.keys(shape));
  const kinds = faultSchema.shape.kind.options;
  expect(named(rowOf('scenario'), [...scenarios, ...scenarioKeys])).toEqual([...scenarios, ...scenarioKeys]);
  expect(named(rowOf('faults'), [...kinds, ...Object.keys(faultSchema.shape)])).toEqual([
    ...kinds,
    ...Object.keys(faultSchema.shape),
  ]);
});
