import { evaluateTrace } from './evaluated-rows.ts';
import { FAMILIES, generateTrace } from './families.ts';
import { showFitted } from './named-weights.ts';

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

showFitted(
  '',
  rows.map(({ inputs, breached }) => ({ features: inputs!, breached })),
);
