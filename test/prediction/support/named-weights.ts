import type { CalibrationFeatures } from '../../../src/prediction/calibration/base-calibration.ts';
import { fitLogistic } from './logistic-regression.ts';

/** A prediction's features, and whether the breach came. */
export interface Outcome {
  readonly features: CalibrationFeatures;
  readonly breached: boolean;
}

const OTHERS = [
  'intercept',
  'breachLogOdds',
  'breachDepth',
  'logMarginSigma',
  'staffingResidual',
  'throughputResidual',
] as const;

/** Prints all fitted weights, then the others beside half of the fitted weight of available agents. */
export function showFitted(title: string, rows: readonly Outcome[]): void {
  const all = weightsOf(rows, [...OTHERS, 'availableAgents'], () => 0);
  show(`${title}all`, all);
  const half = all.get('availableAgents')! / 2;
  show(
    `${title}beside availableAgents ${half.toFixed(3)}`,
    weightsOf(rows, OTHERS, ({ availableAgents }) => half * availableAgents),
  );
}

function weightsOf(
  rows: readonly Outcome[],
  names: readonly (keyof CalibrationFeatures)[],
  given: (features: CalibrationFeatures) => number,
): ReadonlyMap<string, number> {
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
