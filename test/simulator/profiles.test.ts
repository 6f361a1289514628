import { expect, test } from 'vitest';
import { createContactCentre } from '../../src/simulator/engine/contact-centre.ts';
import { simulateTrace } from '../../src/simulator/index.ts';
import { agentProfiles, DAY, HOUR, MONDAY, queueProfile } from './support/centres.ts';

const minutes = (hour: number): number => hour * 60;

test('generates arrivals by the hours of the day and the days of the week', () => {
  const hours = Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 18 ? 1 : 0));
  const centre = createContactCentre({
    seed: 1,
    startAt: MONDAY,
    warmUpSeconds: 0,
    queues: [queueProfile('q', { arrivals: { perHour: 300, hours, weekdays: [0, 2, 1, 1, 1, 1, 0] } })],
    agents: [],
  });
  centre.advanceTo(MONDAY + 6.9 * DAY);
  const offered = (from: number, to: number): number =>
    centre.window('q', MONDAY + from, MONDAY + to).offered;
  expect(offered(0, 6 * HOUR)).toBe(0);
  expect(offered(20 * HOUR, DAY)).toBe(0);
  const monday = offered(0, DAY);
  const tuesday = offered(DAY, 2 * DAY);
  // Ten full hours and a ramp of an hour before and after.
  expect(Math.abs(tuesday / 3000 - 1)).toBeLessThan(0.1);
  expect(Math.abs(monday / tuesday / 2 - 1)).toBeLessThan(0.1);
  expect(offered(5 * DAY, 6 * DAY)).toBe(0);
});

test('varies over-dispersed arrivals more from hour to hour than a Poisson process', () => {
  const dispersion = (hourVariation: number): number => {
    const centre = createContactCentre({
      seed: 2,
      startAt: MONDAY,
      warmUpSeconds: 0,
      queues: [queueProfile('q', { arrivals: { perHour: 200, hourVariation } })],
      agents: [],
    });
    const counts: number[] = [];
    for (let hour = 0; hour < 400; hour++) {
      const before = centre.queue('q')?.totals.offered ?? 0;
      centre.advanceTo(MONDAY + (hour + 1) * HOUR);
      counts.push((centre.queue('q')?.totals.offered ?? 0) - before);
    }
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    return counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length / mean;
  };
  expect(dispersion(0)).toBeGreaterThan(0.8);
  expect(dispersion(0)).toBeLessThan(1.2);
  // Variance / mean of a gamma-mixed Poisson count is 1 + mean x cv^2 = 1 + 200 x 0.09 = 19.
  expect(dispersion(0.3)).toBeGreaterThan(12);
  expect(dispersion(0.3)).toBeLessThan(27);
});

test('schedules agents by their shift and breaks, past midnight too', () => {
  const centre = createContactCentre({
    seed: 3,
    startAt: MONDAY,
    warmUpSeconds: 0,
    queues: [queueProfile('q', { arrivals: { perHour: 0 } })],
    agents: agentProfiles(1, ['q'], {
      shift: {
        startsAtMinute: minutes(22),
        minutes: minutes(8),
        breaks: [{ afterMinutes: 60, minutes: 30 }],
      },
    }),
  });
  const stateAt = (hour: number): string => {
    centre.advanceTo(MONDAY + hour * HOUR);
    return centre.agentStates('q-0', centre.now - 1, centre.now)?.at(-1)?.state ?? 'unknown';
  };
  expect([5.5, 12, 22.5, 23.25, 23.75, 29.5, 31].map(stateAt)).toEqual([
    'available',
    'logged_out',
    'available',
    'unavailable',
    'available',
    'available',
    'logged_out',
  ]);
});

test('lets an agent finish the current contact before leaving', () => {
  const centre = createContactCentre({
    seed: 3,
    startAt: MONDAY,
    warmUpSeconds: 0,
    queues: [queueProfile('q', { handling: { talk: { kind: 'constant', seconds: 3 * HOUR } } })],
    agents: agentProfiles(1, ['q'], { shift: { startsAtMinute: 0, minutes: 60 } }),
  });
  centre.advanceTo(MONDAY + 2 * HOUR);
  expect(centre.headCount().busy).toBe(1);
  centre.advanceTo(MONDAY + 5 * HOUR);
  expect(centre.queue('q')?.agentsLoggedIn).toBe(0);
});

test('routes the oldest contact to the agent who has been idle longest', () => {
  const centre = createContactCentre({
    seed: 5,
    startAt: MONDAY,
    warmUpSeconds: 0,
    queues: ['a', 'b'].map((id) =>
      queueProfile(id, {
        arrivals: { perHour: 30 },
        patience: { kind: 'never' },
        handling: { talk: { kind: 'constant', seconds: 100 } },
      }),
    ),
    agents: agentProfiles(2, ['a', 'b']),
  });
  centre.advanceTo(MONDAY + 10 * HOUR);
  // With equal work in turns both do the same share, and neither queue is preferred.
  const [first = 0, second = 0] = centre.agents.map(
    (_, index) =>
      ['a', 'b']
        .flatMap((id) => centre.handlings(id, MONDAY, centre.now))
        .filter(({ agent }) => agent === index).length,
  );
  expect(Math.abs(first - second)).toBeLessThan(0.1 * first);
  const wait = (id: string): number => {
    const { answeredWaitSeconds, answered } = centre.window(id, MONDAY, centre.now);
    return answeredWaitSeconds / answered;
  };
  expect(Math.abs(wait('a') / wait('b') - 1)).toBeLessThan(0.3);
});

test('offers a contact to the next agent when one does not respond', () => {
  const centre = createContactCentre({
    seed: 5,
    startAt: MONDAY,
    warmUpSeconds: 0,
    queues: [queueProfile('q', { arrivals: { perHour: 10 }, patience: { kind: 'never' } })],
    agents: agentProfiles(6, ['q'], {
      habits: { notResponding: { share: 0.5, duration: { kind: 'constant', seconds: 300 } } },
    }),
  });
  centre.advanceTo(MONDAY + 10 * HOUR);
  const spans = centre.agents.flatMap(({ id }) => centre.agentStates(id, MONDAY, centre.now) ?? []);
  const away = spans.filter(({ state, to }) => state === 'not_responding' && to < centre.now);
  expect(away.length).toBeGreaterThan(10);
  expect(new Set(away.map(({ from, to }) => Math.round(to - from)))).toContain(300);
  expect(centre.queue('q')?.totals.answered).toBeGreaterThan(50);
});

test('writes a trace row for every queue at every poll', () => {
  const options = {
    preset: 'small_queues',
    seed: 1,
    startAt: MONDAY,
    durationSeconds: 300,
    intervalSeconds: 15,
  };
  const rows = [...simulateTrace(options)];
  expect(rows).toHaveLength(20 * 5);
  expect(rows[0]).toEqual({
    time: '2026-09-07T00:00:00.000Z',
    tenant: 'small_queues',
    queueId: expect.any(String),
    queue: 'Desk of 3',
    media: 'voice',
    waiting: expect.any(Number),
    oldestWaitSeconds: rows[0]?.waiting === 0 ? null : expect.any(Number),
    agents: { available: expect.any(Number), busy: expect.any(Number) },
    offered: expect.any(Number),
    answered: expect.any(Number),
    answeredWithinThreshold: expect.any(Number),
    abandoned: expect.any(Number),
    handleSeconds: expect.any(Number),
    waitSeconds: expect.any(Number),
    serviceLevel: { target: 0.8, thresholdSeconds: 20, windowSeconds: 900 },
  });
  expect(rows.at(-1)?.time).toBe('2026-09-07T00:04:45.000Z');
});

test('records busy time equal to the handling time of the contacts', () => {
  const centre = createContactCentre({
    seed: 8,
    startAt: MONDAY,
    warmUpSeconds: 0,
    queues: [
      queueProfile('q', {
        arrivals: { perHour: 40 },
        handling: {
          talk: { kind: 'lognormal', mean: 120, cv: 1 },
          hold: { share: 0.3, duration: { kind: 'exponential', mean: 30 } },
          wrap: { kind: 'exponential', mean: 40 },
        },
      }),
    ],
    agents: agentProfiles(3, ['q']),
  });
  centre.advanceTo(MONDAY + 20 * HOUR);
  const inState = (state: string): number =>
    centre.agents
      .flatMap(({ id }) => centre.agentStates(id, MONDAY, centre.now) ?? [])
      .filter((span) => span.state === state)
      .reduce((sum, { from, to }) => sum + to - from, 0);
  const { talkSeconds, holdSeconds, wrapSeconds } = centre.window('q', MONDAY, centre.now);
  // Current contacts are not counted yet: at most one for each agent.
  expect(Math.abs(inState('busy') / (talkSeconds + holdSeconds) - 1)).toBeLessThan(0.02);
  expect(Math.abs(inState('after_contact_work') / wrapSeconds - 1)).toBeLessThan(0.02);
});
