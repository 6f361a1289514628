import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AGENT_STATES, defined } from '../../src/domain/index.ts';
import { type ContactCentre, createContactCentre } from '../../src/simulator/engine/contact-centre.ts';
import { PRESETS } from '../../src/simulator/index.ts';
import { presetCentre } from '../../src/simulator/presets/index.ts';
import { HOUR, MONDAY } from './support/centres.ts';

function livingCentre(preset: string, seed: number): ContactCentre {
  return createContactCentre({ ...presetCentre(preset, seed), startAt: MONDAY + 9 * HOUR });
}

function expectConserved(centre: ContactCentre): void {
  for (const { totals, waiting, active, agents, agentsLoggedIn } of centre.readings()) {
    expect(totals.offered).toBe(totals.answered + totals.abandoned + waiting);
    expect(totals.answered).toBeGreaterThanOrEqual(totals.handled + active);
    expect(totals.answeredWithinThreshold).toBeLessThanOrEqual(totals.answered);
    expect(totals.shortAbandoned).toBeLessThanOrEqual(totals.abandoned);
    expect(sum(totals.answeredWaits.counts)).toBe(totals.answered);
    expect(sum(totals.abandonedWaits.counts)).toBe(totals.abandoned);
    expect(sum(Object.values(agents))).toBe(agentsLoggedIn);
    // Nobody waits while an agent of the queue is free.
    if (waiting > 0) expect(agents.available).toBe(0);
  }
  const all = centre.readings().reduce(
    (sums, { totals, active }) => ({
      inHand: sums.inHand + totals.answered - totals.handled,
      active: sums.active + active,
    }),
    { inHand: 0, active: 0 },
  );
  const heads = centre.headCount();
  expect(heads.busy).toBe(all.active);
  expect(heads.busy + heads.after_contact_work).toBe(all.inHand);
}

test('conserves contacts and agents in every preset at every moment', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...PRESETS),
      fc.integer(),
      fc.array(fc.integer({ min: 1, max: 1800 }), { minLength: 1, maxLength: 8 }),
      (preset, seed, steps) => {
        const centre = livingCentre(preset, seed);
        expectConserved(centre);
        for (const step of steps) {
          centre.advanceTo(centre.now + step);
          expectConserved(centre);
        }
      },
    ),
    { numRuns: 25 },
  );
});

test('conserves contacts and agents under temporary surges and staff drops', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 4, noNaN: true }),
      (seed, share, factor) => {
        const centre = livingCentre('working_week', seed);
        const [queue] = centre.queues;
        centre.disturb(defined({ kind: 'staff_drop', share, queueId: queue?.id }));
        centre.disturb({ kind: 'surge', factor, rampSeconds: 300 });
        centre.advanceTo(centre.now + HOUR);
        expectConserved(centre);
        centre.clearDisturbances();
        centre.advanceTo(centre.now + HOUR);
        expectConserved(centre);
      },
    ),
    { numRuns: 15 },
  );
});

test('returns windows of a queue that add up to its totals', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 20 * HOUR - 1 }), (seed, cut) => {
      const centre = createContactCentre({ ...presetCentre('small_queues', seed), startAt: MONDAY });
      const until = centre.bornAt + 20 * HOUR;
      centre.advanceTo(until);
      for (const { profile, totals } of centre.readings()) {
        const early = centre.window(profile.id, centre.bornAt, centre.bornAt + cut);
        const late = centre.window(profile.id, centre.bornAt + cut, until);
        for (const key of [
          'offered',
          'answered',
          'abandoned',
          'handled',
          'answeredWithinThreshold',
        ] as const) {
          expect(early[key] + late[key]).toBe(totals[key]);
        }
        expect(early.talkSeconds + late.talkSeconds).toBeCloseTo(totals.talkSeconds, 3);
      }
    }),
    { numRuns: 8 },
  );
});

test('widens windows older than a day to quarter hours and counts every event once', () => {
  const centre = createContactCentre({ ...presetCentre('small_queues', 3), startAt: MONDAY });
  centre.advanceTo(MONDAY + 60 * HOUR);
  for (const { profile, totals } of centre.readings()) {
    const all = centre.window(profile.id, centre.bornAt, centre.now);
    expect(all.offered).toBe(totals.offered);
    expect(all.answered).toBe(totals.answered);
    expect(all.answeredWaits.counts).toEqual(totals.answeredWaits.counts);
    expect(all.wrapSeconds).toBeCloseTo(totals.wrapSeconds, 3);
  }
});

test('forgets events that are older than a week', () => {
  const centre = createContactCentre({ ...presetCentre('small_queues', 3), startAt: MONDAY });
  centre.advanceTo(MONDAY + 9 * 24 * HOUR);
  const [queue] = centre.queues;
  expect(centre.window(queue?.id ?? '', MONDAY, MONDAY + HOUR).offered).toBe(0);
  expect(centre.window(queue?.id ?? '', MONDAY + 4 * 24 * HOUR, centre.now).offered).toBeGreaterThan(0);
});

test('records the states of every agent without gap or overlap', () => {
  const centre = livingCentre('working_week', 5);
  centre.advanceTo(centre.now + 5 * HOUR);
  const from = centre.now - 4 * HOUR;
  for (const { id } of centre.agents) {
    const spans = centre.agentStates(id, from, centre.now) ?? [];
    expect(spans[0]?.from).toBe(from);
    expect(spans.at(-1)?.to).toBe(centre.now);
    for (const [index, span] of spans.entries()) {
      expect(span.to).toBeGreaterThan(span.from);
      if (index > 0) expect(span.from).toBe(spans[index - 1]?.to);
    }
  }
});

test('counts agents by the last state in their histories', () => {
  const centre = livingCentre('acme', 9);
  // A state entered at this instant would have no length: avoid the full minute.
  centre.advanceTo(centre.now + 2 * HOUR + 1);
  const counts: Record<string, number> = {};
  for (const { id } of centre.agents) {
    const state = centre.agentStates(id, centre.now - 600, centre.now)?.at(-1)?.state ?? 'logged_out';
    counts[state] = (counts[state] ?? 0) + 1;
  }
  const heads = centre.headCount();
  for (const state of AGENT_STATES) expect(heads[state]).toBe(counts[state] ?? 0);
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
