import { createScoreCard, type Scores, score, scoresOf } from '../../../src/backtest/index.ts';
import { FAMILIES, makeTrace } from './families.ts';
import { type JudgedRow, judgeTrace } from './judged-rows.ts';
import { fitLogistic, predictLogistic } from './logistic-regression.ts';

/**
 * Measures the prediction on made-up call centres that it was not tuned on: `node test/prediction/support/measure.ts
 * [queues per family]`. The logistic regression is fitted on the tuning queues, and everything judged on others.
 */

const TUNING_SEED = 1;
const HELD_OUT_SEED = 1001;

const queues = Number(process.argv[2] ?? 10);

function rowsOf(family: (typeof FAMILIES)[number], firstSeed: number, oracle: boolean): readonly JudgedRow[] {
  const every = family === 'several_days' ? 16 : 4;
  return Array.from({ length: queues }, (_, i) =>
    judgeTrace(makeTrace(family, firstSeed + i), { every, oracle }),
  ).flat();
}

function scored(rows: readonly JudgedRow[], say: (row: JudgedRow) => number | undefined): string {
  const card = createScoreCard();
  for (const row of rows) {
    const probability = say(row);
    if (probability !== undefined) score(card, probability, row.breached);
  }
  const scores = scoresOf(card);
  return scores ? line(scores) : '-';
}

function line({ skill = 0, auc = 0, recall = 0, calibrationError }: Scores): string {
  return [skill, auc, recall, calibrationError].map((value) => value.toFixed(3).padStart(7)).join('');
}

const out = (text: string): boolean => process.stdout.write(`${text}\n`);

function report(
  title: string,
  held: ReadonlyMap<string, readonly JudgedRow[]>,
  weights: readonly number[],
): void {
  out(`\n${title}\n${'skill, ROC AUC, recall, calibration error of'.padEnd(20)}`);
  out(
    `${''.padEnd(16)}  base ${'erlang_a'.padStart(28)} ${'logistic regression'.padStart(30)} ${'oracle'.padStart(28)} ${'occupancy_rule'.padStart(28)}`,
  );
  for (const [family, rows] of [...held, ['pooled', [...held.values()].flat()] as const]) {
    const base = rows.filter(({ breached }) => breached).length / rows.length;
    const methods = [
      scored(rows, (row) => row.erlangA),
      scored(rows, (row) => predictLogistic(weights, row.features)),
      scored(rows, (row) => row.oracle),
      scored(rows, (row) => row.rule),
    ];
    out(`${family.padEnd(16)} ${base.toFixed(3)} ${methods.join('  ')}`);
  }
}

const tuning = FAMILIES.flatMap((family) => rowsOf(family, TUNING_SEED, false));
const held = new Map(FAMILIES.map((family) => [family, rowsOf(family, HELD_OUT_SEED, true)]));
const only = (keep: (row: JudgedRow) => boolean): Map<string, readonly JudgedRow[]> =>
  new Map([...held].map(([family, rows]) => [family, rows.filter(keep)]));
const yardstick = (rows: readonly JudgedRow[]): readonly number[] =>
  fitLogistic(
    rows.map(({ features }) => features),
    rows.map(({ breached }) => Number(breached)),
  );

report('Every poll', held, yardstick(tuning));
const notYet = yardstick(tuning.filter(({ inBreach }) => !inBreach));
report(
  'Polls not in breach',
  only(({ inBreach }) => !inBreach),
  notYet,
);
report(
  'Polls not in breach, first hour',
  only(({ inBreach, firstHour }) => !inBreach && firstHour),
  notYet,
);
