import type { CalibrationFeatures } from '../../../src/prediction/calibration/base-calibration.ts';
import { FAMILIES, generateTrace } from './families.ts';
import { fitLogistic } from './logistic-regression.ts';
import { generatePlannedQueue, PLANNED_FAMILIES, REALISTIC_PLAN } from './planned-families.ts';
import { evaluatePlanned, HORIZONS, type PlannedRow } from './planned-rows.ts';

/**
 * Fits the weights of the base calibration for 30 and 60 minutes on the generated families, and on those with a plan both
 * with and without it: `node test/prediction/support/fit-further-weights.ts [seeds]`. First all weights, then the others
 * beside half of the fitted weight of available agents.
 */

const seeds = Number(process.argv[2] ?? 40);
const FIRST_SEED = 1001;
const EVERY = 12;

function rowsOf(seed: number): readonly PlannedRow[] {
  const plain = FAMILIES.filter((family) => family !== 'several_days').flatMap((family) =>
    evaluatePlanned(generateTrace(family, FIRST_SEED + seed).rows, undefined, EVERY),
  );
  const planned = PLANNED_FAMILIES.flatMap((family) => {
    const { simulate, planWith } = generatePlannedQueue(family, 1 + seed);
    const { rows } = simulate();
    return [
      ...evaluatePlanned(rows, undefined, EVERY),
      ...evaluatePlanned(rows, planWith(REALISTIC_PLAN), EVERY),
    ];
  });
  return [...plain, ...planned];
}

const all = Array.from({ length: seeds }, (_, seed) => rowsOf(seed)).flat();

function weightsOf(
  rows: readonly PlannedRow[],
  names: readonly (keyof CalibrationFeatures)[],
  given: (features: CalibrationFeatures) => number,
): Map<string, number> {
  const weights = fitLogistic(
    rows.map(({ features }) => names.map((name) => features[name])),
    rows.map(({ breached }) => Number(breached)),
    rows.map(({ features }) => given(features)),
  );
  return new Map(names.map((name, i) => [name, weights[i]!]));
}

function show(title: string, weights: ReadonlyMap<string, number>): void {
  const shown = [...weights].map(([name, weight]) => `${name} ${weight.toFixed(3)}`);
  process.stdout.write(`${title}: ${shown.join(', ')}\n`);
}

const OTHERS = [
  'intercept',
  'breachLogOdds',
  'breachDepth',
  'logMarginSigma',
  'staffingResidual',
  'throughputResidual',
] as const;
for (const horizon of HORIZONS.slice(1)) {
  const rows = all.filter(({ horizonSeconds }) => horizonSeconds === horizon);
  const fitted = weightsOf(rows, [...OTHERS, 'availableAgents'], () => 0);
  show(`${horizon / 60} minutes, all`, fitted);
  const half = fitted.get('availableAgents')! / 2;
  show(
    `${horizon / 60} minutes, beside availableAgents ${half.toFixed(3)}`,
    weightsOf(rows, OTHERS, ({ availableAgents }) => half * availableAgents),
  );
}
