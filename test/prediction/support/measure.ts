import { createScoreCard, type Scores, score, scoresOf } from '../../../src/backtest/score-card.ts';
import { FAMILIES, type FamilyName, makeTrace } from './families.ts';
import { type JudgedRow, judgeTrace, TOLD, type Told } from './judged-rows.ts';
import { fitLogistic, predictLogistic } from './logistic-regression.ts';
import { SIMULATED, simulatedQueues } from './simulated.ts';

/**
 * Measures the prediction on call centres that it was not tuned on:
 * `node test/prediction/support/measure.ts made|simulated [seeds per family] [totals|window|states]`. The logistic regression is fitted on
 * tuning seeds of the same families, and everything is judged on others.
 */

const TUNING_SEED = 1;
const HELD_OUT_SEED = 5001;

type Rows = readonly JudgedRow[];

interface Source {
  readonly families: readonly string[];
  readonly rowsOf: (family: string, seed: number, told: Told, oracle: boolean) => Rows;
}

const made: Source = {
  families: FAMILIES,
  rowsOf: (family, seed, told, oracle) => {
    const name = FAMILIES.find((each): each is FamilyName => each === family)!;
    const { rows, truth } = makeTrace(name, seed);
    const every = family === 'several_days' ? 16 : 4;
    return judgeTrace(rows, { every, told, truth: oracle ? truth : undefined });
  },
};

const simulated: Source = {
  families: SIMULATED,
  rowsOf: (family, seed, told) =>
    simulatedQueues(SIMULATED.find((each) => each === family)!, seed).flatMap((rows) =>
      judgeTrace(rows, { every: 4, told }),
    ),
};

const out = (text: string): boolean => process.stdout.write(`${text}\n`);

function scored(rows: Rows, say: (row: JudgedRow) => number | undefined): string {
  const card = createScoreCard();
  for (const row of rows) {
    const probability = say(row);
    if (probability !== undefined) score(card, probability, row.breached);
  }
  const scores = scoresOf(card);
  return scores ? columns(scores) : '-'.padStart(28);
}

function columns({ skill = 0, auc = 0, recall = 0, calibrationError }: Scores): string {
  return [skill, auc, recall, calibrationError].map((value) => value.toFixed(3).padStart(7)).join('');
}

function report(title: string, held: ReadonlyMap<string, Rows>, weights: readonly number[]): void {
  out(`\n${title}; for each: skill, ROC AUC, recall at precision 0.7, expected calibration error`);
  const heads = ['erlang_a', 'logistic regression', 'oracle', 'occupancy_rule'];
  out(`${'family'.padEnd(16)}  base  ${heads.map((head) => head.padStart(28)).join('  ')}`);
  for (const [family, rows] of [...held, ['pooled', [...held.values()].flat()] as const]) {
    const base = rows.filter(({ breached }) => breached).length / rows.length;
    const methods = [
      scored(rows, (row) => row.erlangA),
      scored(rows, (row) => predictLogistic(weights, row.features)),
      scored(rows, (row) => row.oracle),
      scored(rows, (row) => row.rule),
    ];
    out(`${family.padEnd(16)} ${base.toFixed(3)}  ${methods.join('  ')}`);
  }
}

function measure({ families, rowsOf }: Source, seeds: number, told: Told): void {
  const rowsFrom = (family: string, first: number, oracle: boolean): Rows =>
    Array.from({ length: seeds }, (_, i) => rowsOf(family, first + i, told, oracle)).flat();
  const tuning = families.flatMap((family) => rowsFrom(family, TUNING_SEED, false));
  const held = new Map(families.map((family) => [family, rowsFrom(family, HELD_OUT_SEED, true)]));
  const only = (keep: (row: JudgedRow) => boolean): Map<string, Rows> =>
    new Map([...held].map(([family, rows]) => [family, rows.filter(keep)]));
  const yardstick = (rows: Rows): readonly number[] =>
    fitLogistic(
      rows.map(({ features }) => features),
      rows.map(({ breached }) => Number(breached)),
    );
  const every = yardstick(tuning);
  const coming = yardstick(tuning.filter(({ inBreach }) => !inBreach));
  report('Every poll', held, every);
  report(
    'Polls not in breach',
    only(({ inBreach }) => !inBreach),
    coming,
  );
  report(
    'Every poll, first hour',
    only(({ firstHour }) => firstHour),
    every,
  );
  report(
    'Polls not in breach, first hour',
    only(({ inBreach, firstHour }) => !inBreach && firstHour),
    coming,
  );
}

const [source = 'made', seeds = '12', asked = 'totals'] = process.argv.slice(2);
const told = TOLD.find((each) => each === asked) ?? 'totals';
measure(source === 'simulated' ? simulated : made, Number(seeds), told);
