import { addScore, createScoreCard, scoresOf } from '../../../src/backtest/score-card.ts';
import type { PlanInterval } from '../../../src/domain/index.ts';
import {
  generatePlannedQueue,
  PLANNED_FAMILIES,
  type PlannedFamily,
  REALISTIC_PLAN,
} from './planned-families.ts';
import { evaluatePlanned, HORIZONS, type PlannedRow } from './planned-rows.ts';

/**
 * Measures what a plan adds to the prediction:
 * `node test/prediction/support/measure-plan.ts [queues per family] [tuning|held_out] [days] [families]`. Every twelfth poll;
 * each queue is a tenant of its own. A wrong plan is that of another queue of the family.
 */

const [queues = '12', set = 'held_out', days = '1', families = PLANNED_FAMILIES.join(',')] =
  process.argv.slice(2);
const EVERY = 12;
const FIRST_SEED = set === 'tuning' ? 1 : 7001;
/** Seeds of the queues whose plan is the wrong one. */
const OTHER_SEED = 500;

type Plan = readonly PlanInterval[];
type Variant = 'without' | 'half hours' | 'quarters' | 'wrong';
const VARIANTS: readonly Variant[] = ['without', 'half hours', 'quarters', 'wrong'];

function rowsOf(family: PlannedFamily): ReadonlyMap<Variant, readonly PlannedRow[]> {
  const evaluated = new Map<Variant, PlannedRow[]>(VARIANTS.map((variant) => [variant, []]));
  for (let queue = 0; queue < Number(queues); queue++) {
    const options = { days: Number(days), set: set === 'tuning' ? 'tuning' : 'held_out' } as const;
    const { simulate, planWith } = generatePlannedQueue(family, FIRST_SEED + queue, options);
    const other = generatePlannedQueue(family, FIRST_SEED + OTHER_SEED + queue, options);
    const { rows } = simulate();
    const plans: Readonly<Record<Variant, Plan | undefined>> = {
      without: undefined,
      'half hours': planWith(REALISTIC_PLAN),
      quarters: planWith({ ...REALISTIC_PLAN, intervalSeconds: 900 }),
      wrong: other.planWith(REALISTIC_PLAN),
    };
    for (const variant of VARIANTS)
      evaluated.get(variant)!.push(...evaluatePlanned(rows, plans[variant], EVERY));
  }
  return evaluated;
}

function scored(rows: readonly PlannedRow[]): string {
  const card = createScoreCard();
  for (const { probability, breached } of rows) addScore(card, probability, breached);
  const { skill = 0, calibrationError = 0 } = scoresOf(card) ?? {};
  return `${skill.toFixed(3).padStart(9)}${calibrationError.toFixed(3).padStart(7)}`;
}

const out = (text: string): boolean => process.stdout.write(`${text}\n`);
const KINDS: readonly (readonly [string, (row: PlannedRow) => boolean])[] = [
  ['every poll', () => true],
  ['not in breach', ({ inBreach }) => !inBreach],
];

out('Skill and calibration error');
out(
  `${'family'.padEnd(18)}${'minutes'.padEnd(9)}${'rows'.padEnd(15)}${'base'.padEnd(6)}${VARIANTS.map((each) => each.padStart(16)).join('')}`,
);
for (const family of PLANNED_FAMILIES.filter((each) => families.split(',').includes(each))) {
  const rows = rowsOf(family);
  for (let day = 0; day < Number(days); day++) {
    for (const [kind, keep] of KINDS) {
      for (const horizon of HORIZONS) {
        const kept = (variant: Variant) =>
          rows.get(variant)!.filter((row) => row.horizonSeconds === horizon && row.day === day && keep(row));
        const outcomes = kept('without');
        const base = outcomes.filter(({ breached }) => breached).length / outcomes.length;
        const title = days === '1' ? family : `${family} day ${day + 1}`;
        out(
          `${title.padEnd(18)}${String(horizon / 60).padEnd(9)}${kind.padEnd(15)}${base.toFixed(3)} ${VARIANTS.map((variant) => scored(kept(variant))).join('')}`,
        );
      }
    }
  }
}
