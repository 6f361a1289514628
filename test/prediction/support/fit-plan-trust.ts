import { createDayProfile } from '../../../src/prediction/model/day-profile.ts';
import type { PlanRecord } from '../../../src/prediction/model/plan-record.ts';
import { planAround } from '../../../src/prediction/model/plan-shape.ts';
import { createQueueModel, type QueueModel, updateModel } from '../../../src/prediction/model/queue-model.ts';
import { createPredictionScratch } from '../../../src/prediction/predictor.ts';
import { observationOf, POLICY } from './evaluated-rows.ts';
import { generatePlannedQueue, PLANNED_FAMILIES, REALISTIC_PLAN } from './planned-families.ts';

/**
 * Fits the prior of the trust in a plan: `node test/prediction/support/fit-plan-trust.ts [queues] [minutes of an interval]`
 * prints, for each family, the regression of the changes that came on the planned change and on the deviation, and the
 * spread of its weights between queues.
 */

const [queues = '20', minutes = '30'] = process.argv.slice(2);
const scratch = createPredictionScratch();

interface Change {
  readonly planned: number;
  readonly deviation: number;
  readonly actual: number;
}

function changesOf(
  kind: keyof PlanRecord,
  family: (typeof PLANNED_FAMILIES)[number],
  seed: number,
): Change[] {
  const { simulate, planWith } = generatePlannedQueue(family, seed);
  const plan = planWith({ ...REALISTIC_PLAN, intervalSeconds: 60 * Number(minutes) });
  const changes: Change[] = [];
  let model: QueueModel | undefined;
  for (const row of simulate().rows) {
    const observation = {
      ...observationOf(row),
      plan: planAround(plan, row.at, POLICY),
    };
    if (!model) {
      model = createQueueModel(observation, createDayProfile(1800));
      continue;
    }
    const running = model.plan?.[kind].running;
    const intervals = model.plan?.[kind].intervals ?? 0;
    updateModel(model, observation, scratch);
    if (!running || model.plan![kind].intervals === intervals) continue;
    const { planned, deviation, unplanned, sum, seconds, level } = running;
    const half = kind === 'staff' ? 0.5 : 0.5 / seconds;
    changes.push({
      planned: planned - unplanned,
      deviation,
      actual: Math.log(sum / seconds + half) - level - unplanned,
    });
  }
  return changes;
}

function regression(changes: readonly Change[]): string {
  let [pp, pd, dd, pa, da, aa] = [0.001, 0, 0.001, 0, 0, 0];
  for (const { planned, deviation, actual } of changes) {
    pp += planned * planned;
    pd += planned * deviation;
    dd += deviation * deviation;
    pa += planned * actual;
    da += deviation * actual;
    aa += actual * actual;
  }
  const determinant = pp * dd - pd * pd;
  const followed = (pa * dd - da * pd) / determinant;
  const returned = (da * pp - pa * pd) / determinant;
  const rest = aa - followed * pa - returned * da;
  const n = changes.length;
  const root = (value: number) => Math.sqrt(value / n).toFixed(3);
  return `${followed.toFixed(2)} followed, ${returned.toFixed(2)} returned, noise ${root(rest)} (planned ${root(pp)}, deviation ${root(dd)}, actual ${root(aa)}, n ${n})`;
}

for (const kind of ['staff', 'arrivals'] as const) {
  for (const family of PLANNED_FAMILIES) {
    const all = Array.from({ length: Number(queues) }, (_, i) => changesOf(kind, family, 1 + i));
    process.stdout.write(`${kind} ${family}: ${regression(all.flat())}\n`);
    for (const bound of [0.1, 0.2, 0.4, 9]) {
      const some = all
        .flat()
        .filter(({ planned }) => Math.abs(planned) < bound && Math.abs(planned) >= bound / 2);
      if (some.length > 10) process.stdout.write(`   planned below ${bound}: ${regression(some)}\n`);
    }
  }
}
