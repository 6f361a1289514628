import { describe, expect, it } from 'vitest';
import type { PlanInterval } from '../../src/domain/index.ts';
import { createPredictor, planAround, type QueueObservation } from '../../src/prediction/index.ts';
import { observationOf, POLICY } from './support/evaluated-rows.ts';
import { generateTrace } from './support/families.ts';
import { generatePlannedQueue, REALISTIC_PLAN } from './support/planned-families.ts';
import { evaluatePlanned, type PlannedRow } from './support/planned-rows.ts';

const HALF_HOUR = 1800;
const FURTHER = { ...POLICY, furtherHorizons: [1800, 3600] };
const { rows } = generateTrace('steady', 2003);
const start = rows[0]!.at;

/** Half hours with the given agents, the last number to the end of the trace. */
function staffPlan(...agents: readonly number[]): readonly PlanInterval[] {
  return Array.from({ length: 18 }, (_, slot) => ({
    start: start + slot * HALF_HOUR,
    end: start + (slot + 1) * HALF_HOUR,
    agents: agents[Math.min(slot, agents.length - 1)]!,
  }));
}

function observation(poll: number, plan?: readonly PlanInterval[]): QueueObservation {
  const row = observationOf(rows[poll]!, 'made', 'queue', FURTHER);
  return plan ? { ...row, plan: planAround(plan, row.at, FURTHER) } : row;
}

function chancesAt(poll: number, plan?: readonly PlanInterval[]): readonly number[] {
  const predictor = createPredictor();
  for (let before = 0; before < poll; before++) predictor.observe(observation(before, plan));
  const { erlangA, further = [] } = predictor.observe(observation(poll, plan))!;
  return [erlangA, ...further].map(({ probability }) => probability!);
}

describe('a plan', () => {
  it('raises the probability of a horizon within which it lowers the staff, and hardly of a shorter one', () => {
    // Twenty minutes before the end of the first half hour.
    const poll = 40;
    const [soon, half, hour] = chancesAt(poll, staffPlan(20, 20));
    const [soonLess, halfLess, hourLess] = chancesAt(poll, staffPlan(20, 8));
    expect(soonLess).toBeCloseTo(soon!, 10);
    expect(halfLess! - half!).toBeGreaterThan(0.05);
    expect(hourLess! - hour!).toBeGreaterThan(0.05);
  });

  it('raises the probability when it raises the expected contacts', () => {
    const contacts = (later: number) =>
      staffPlan(20).map(({ start: from, end }, slot) => ({
        start: from,
        end,
        contacts: slot < 1 ? 100 : later,
      }));
    const hour = chancesAt(40, contacts(100))[2]!;
    expect(chancesAt(40, contacts(200))[2]! - hour).toBeGreaterThan(0.05);
  });

  it('counts by its shape alone: twice the agents and contacts everywhere predict about the same', () => {
    const plan = staffPlan(20, 14, 18).map((each) => ({ ...each, contacts: 80 }));
    const doubled = plan.map((each) => ({ ...each, agents: 2 * each.agents! + 0.5, contacts: 160.5 }));
    chancesAt(300, plan).forEach((chance, i) => {
      expect(Math.abs(chance - chancesAt(300, doubled)[i]!)).toBeLessThan(0.05);
    });
  });

  it('changes nothing where it plans neither agents nor contacts', () => {
    expect(chancesAt(300, [])).toEqual(chancesAt(300));
  });

  it('does not disturb with times before and after it, nor with numbers of any size', () => {
    const ends = staffPlan(20).slice(0, 1);
    const odd = staffPlan(0, 1e6, 0, 3).map((each, slot) => ({ ...each, contacts: slot % 2 ? 0 : 1e6 }));
    for (const plan of [ends, odd]) {
      for (const chance of chancesAt(500, plan)) {
        expect(chance).toBeGreaterThan(0);
        expect(chance).toBeLessThan(1);
      }
    }
  });

  it('may disappear and come again', () => {
    const predictor = createPredictor();
    for (let poll = 0; poll < 400; poll++) {
      const plan = Math.floor(poll / 50) % 2 === 0 ? staffPlan(20, 15) : undefined;
      expect(predictor.observe(observation(poll, plan))!.erlangA.probability).toBeGreaterThan(0);
    }
  });
});

describe('on generated queues', () => {
  const brier = (evaluated: readonly PlannedRow[]): number => {
    const hour = evaluated.filter(({ horizonSeconds, inBreach }) => horizonSeconds === 3600 && !inBreach);
    return (
      hour.reduce((sum, { probability, breached }) => sum + (probability - Number(breached)) ** 2, 0) /
      hour.length
    );
  };

  it('a plan with realistic errors predicts an hour ahead better, and a wrong plan no worse', () => {
    const without: PlannedRow[] = [];
    const withPlan: PlannedRow[] = [];
    const wrong: PlannedRow[] = [];
    for (let seed = 9001; seed < 9011; seed++) {
      const { simulate, planWith } = generatePlannedQueue('shaped_day', seed);
      const queue = simulate().rows;
      const other = generatePlannedQueue('shaped_day', seed + 500).planWith(REALISTIC_PLAN);
      without.push(...evaluatePlanned(queue, undefined, 20));
      withPlan.push(...evaluatePlanned(queue, planWith(REALISTIC_PLAN), 20));
      wrong.push(...evaluatePlanned(queue, other, 20));
    }
    expect(brier(withPlan)).toBeLessThan(0.95 * brier(without));
    expect(brier(wrong)).toBeLessThan(1.03 * brier(without));
  });
});
