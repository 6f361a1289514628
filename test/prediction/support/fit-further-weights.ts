import { FAMILIES, generateTrace } from './families.ts';
import { showFitted } from './named-weights.ts';
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

for (const horizon of HORIZONS.slice(1))
  showFitted(
    `${horizon / 60} minutes, `,
    all.filter(({ horizonSeconds }) => horizonSeconds === horizon),
  );
