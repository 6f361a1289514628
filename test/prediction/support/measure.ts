import { addScore, createScoreCard, type Scores, scoresOf } from '../../../src/backtest/score-card.ts';
import { COUNT_SOURCES, type CountSource, type EvaluatedRow, evaluateTrace } from './evaluated-rows.ts';
import { FAMILIES, type FamilyName, generateTrace } from './families.ts';
import { fitLogistic, predictLogistic } from './logistic-regression.ts';
import { SIMULATED, simulatedQueues } from './simulated.ts';

/**
 * Measures the prediction on call centres that it was not tuned on:
 * `node test/prediction/support/measure.ts generated|simulated [seeds per family] [totals|window|states]`. The logistic
 * regression is fitted on tuning seeds of the same families, and all methods are evaluated on other seeds.
 */

const TUNING_SEED = 1;
const HELD_OUT_SEED = 5001;

type Rows = readonly EvaluatedRow[];

interface Source {
  readonly families: readonly string[];
  readonly rowsOf: (family: string, seed: number, counts: CountSource, oracle: boolean) => Rows;
}

const generated: Source = {
  families: FAMILIES,
  rowsOf: (family, seed, counts, oracle) => {
    const name = FAMILIES.find((each): each is FamilyName => each === family)!;
    const { rows, truth } = generateTrace(name, seed);
    const every = family === 'several_days' ? 16 : 4;
    return evaluateTrace(rows, { every, counts, truth: oracle ? truth : undefined });
  },
};

const simulated: Source = {
  families: SIMULATED,
  rowsOf: (family, seed, counts) =>
    simulatedQueues(SIMULATED.find((each) => each === family)!, seed).flatMap((rows) =>
      evaluateTrace(rows, { every: 4, counts }),
    ),
};

const out = (text: string): boolean => process.stdout.write(`${text}\n`);

function scored(rows: Rows, probabilityOf: (row: EvaluatedRow) => number | undefined): string {
  const card = createScoreCard();
  for (const row of rows) {
    const probability = probabilityOf(row);
    if (probability !== undefined) addScore(card, probability, row.breached);
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

function measure({ families, rowsOf }: Source, seeds: number, counts: CountSource): void {
  const rowsFrom = (family: string, first: number, oracle: boolean): Rows =>
    Array.from({ length: seeds }, (_, i) => rowsOf(family, first + i, counts, oracle)).flat();
  const tuning = families.flatMap((family) => rowsFrom(family, TUNING_SEED, false));
  const held = new Map(families.map((family) => [family, rowsFrom(family, HELD_OUT_SEED, true)]));
  const only = (keep: (row: EvaluatedRow) => boolean): Map<string, Rows> =>
    new Map([...held].map(([family, rows]) => [family, rows.filter(keep)]));
  const baseline = (rows: Rows): readonly number[] =>
    fitLogistic(
      rows.map(({ features }) => features),
      rows.map(({ breached }) => Number(breached)),
    );
  const every = baseline(tuning);
  const notInBreach = baseline(tuning.filter(({ inBreach }) => !inBreach));
  report('Every poll', held, every);
  report(
    'Polls not in breach',
    only(({ inBreach }) => !inBreach),
    notInBreach,
  );
  report(
    'Every poll, first hour',
    only(({ firstHour }) => firstHour),
    every,
  );
  report(
    'Polls not in breach, first hour',
    only(({ inBreach, firstHour }) => !inBreach && firstHour),
    notInBreach,
  );
}

const [source = 'generated', seeds = '12', counted = 'totals'] = process.argv.slice(2);
const counts = COUNT_SOURCES.find((each) => each === counted) ?? 'totals';
measure(source === 'simulated' ? simulated : generated, Number(seeds), counts);
