import type { MapInputs } from '../../../src/prediction/calibration/base-calibration.ts';
import { FAMILIES, makeTrace } from './families.ts';
import { judgeTrace } from './judged-rows.ts';
import { fitLogistic } from './logistic-regression.ts';

/**
 * Finds the weights of the first-day map on the made-up families: `node test/prediction/support/fit-map.ts [seeds]`.
 * First all of them, then the others beside half of the weight of free agents.
 */

const FIRST_SEED = 1001;
const seeds = Number(process.argv[2] ?? 40);

const rows = FAMILIES.flatMap((family) =>
  Array.from({ length: seeds }, (_, i) => {
    const every = family === 'several_days' ? 16 : 4;
    return judgeTrace(makeTrace(family, FIRST_SEED + i).rows, { every, inputs: true });
  }).flat(),
);
const outcomes = rows.map(({ breached }) => Number(breached));

function weightsOf(
  names: readonly (keyof MapInputs)[],
  given: (inputs: MapInputs) => number,
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

const others = ['constant', 'share', 'lost', 'scatter', 'moreAgents', 'moreAnswers'] as const;
const all = weightsOf([...others, 'freeAgents'], () => 0);
show('all', all);
const half = all.get('freeAgents')! / 2;
show(
  `beside freeAgents ${half.toFixed(3)}`,
  weightsOf(others, ({ freeAgents }) => half * freeAgents),
);
