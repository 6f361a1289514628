import type { CalibrationFeatures } from '../../../src/prediction/calibration/base-calibration.ts';
import { evaluateTrace } from './evaluated-rows.ts';
import { FAMILIES, generateTrace } from './families.ts';
import { fitLogistic } from './logistic-regression.ts';

/**
 * Fits the weights of the base calibration on the generated families:
 * `node test/prediction/support/fit-base-calibration.ts [seeds] [horizon in minutes]`. First all weights, then the others beside half of the
 * fitted weight of available agents.
 */

const FIRST_SEED = 1001;
const seeds = Number(process.argv[2] ?? 40);
const horizonSeconds = 60 * Number(process.argv[3] ?? 10);

const rows = FAMILIES.flatMap((family) =>
  Array.from({ length: seeds }, (_, i) => {
    const every = family === 'several_days' ? 16 : 4;
    return evaluateTrace(generateTrace(family, FIRST_SEED + i).rows, { every, inputs: true, horizonSeconds });
  }).flat(),
);
const outcomes = rows.map(({ breached }) => Number(breached));

function weightsOf(
  names: readonly (keyof CalibrationFeatures)[],
  given: (inputs: CalibrationFeatures) => number,
): Map<string, number> {
  const weights = fitLogistic(
    rows.map(({ inputs }) => names.map((name) => inputs![name])),
    outcomes,
    rows.map(({ inputs }) => given(inputs!)),
  );
  return new Map(names.map((name, i) => [name, weights[i]!]));
}

function show(title: string, weights: ReadonlyMap<string, number>): void {
  const shown = [...weights].map(([name, weight]) => `${name} ${weight.toFixed(3)}`);
  process.stdout.write(`${title}: ${shown.join(', ')}\n`);
}

const others = [
  'intercept',
  'breachLogOdds',
  'breachDepth',
  'logMarginSigma',
  'staffingResidual',
  'throughputResidual',
] as const;
const all = weightsOf([...others, 'availableAgents'], () => 0);
show('all', all);
const half = all.get('availableAgents')! / 2;
show(
  `beside availableAgents ${half.toFixed(3)}`,
  weightsOf(others, ({ availableAgents }) => half * availableAgents),
);
