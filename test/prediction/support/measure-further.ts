import { addScore, createScoreCard, scoresOf } from '../../../src/backtest/score-card.ts';
import { FAMILIES, generateTrace } from './families.ts';
import { evaluatePlanned, HORIZONS, type PlannedRow } from './planned-rows.ts';

/**
 * Measures further horizons without a plan on held-out seeds of the generated families:
 * `node test/prediction/support/measure-further.ts [seeds per family]`. Every twelfth poll, each queue a tenant of its own.
 */

const FIRST_SEED = 6001;
const EVERY = 12;
const seeds = Number(process.argv[2] ?? 2);

const rows = FAMILIES.filter((family) => family !== 'several_days').flatMap((family) =>
  Array.from({ length: seeds }, (_, i) =>
    evaluatePlanned(generateTrace(family, FIRST_SEED + i).rows, undefined, EVERY),
  ).flat(),
);

function scored(some: readonly PlannedRow[]): string {
  const card = createScoreCard();
  for (const { probability, breached } of some) addScore(card, probability, breached);
  const { baseRate = 0, skill = 0, auc = 0, calibrationError = 0 } = scoresOf(card) ?? {};
  return [baseRate, skill, auc, calibrationError].map((value) => value.toFixed(3)).join(' | ');
}

process.stdout.write(
  'minutes | base rate | skill | ROC AUC | calibration error, of every poll | of polls not in breach\n',
);
for (const horizon of HORIZONS) {
  const own = rows.filter(({ horizonSeconds }) => horizonSeconds === horizon);
  const before = own.filter(({ inBreach }) => !inBreach);
  process.stdout.write(`${horizon / 60} | ${scored(own)} | ${scored(before)} | ${own.length} predictions\n`);
}
