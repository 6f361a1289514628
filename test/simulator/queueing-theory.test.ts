import { expect, test } from 'vitest';
import { waitSeconds } from '../../src/simulator/engine/events/window-sums.ts';
import { DAY, HOUR, MONDAY, simpleCentre } from './support/centres.ts';

/** 100 contacts in 30 minutes, 3 minutes each, 14 agents: a load of 10 Erlang. */
const LOAD = { arrivals: { perHour: 200 }, handling: { talk: { kind: 'exponential', mean: 180 } } } as const;
const AGENTS = 14;
/** 480,000 contacts: the sampling error of the figures below is about 1 %. */
const LONG_RUN = 100 * DAY;

test('matches Erlang C with patient callers and exponential times', () => {
  const centre = simpleCentre(11, AGENTS, { ...LOAD, patience: { kind: 'never' } });
  centre.advanceTo(MONDAY + LONG_RUN);
  const { totals } = centre.readings()[0]!;
  const served = totals.answered;
  const [upTo5Seconds = 0] = totals.answeredWaits.counts;
  // P(wait > t) = P(wait) exp(-(agents - load) t / handling time), with P(wait) = 0.1741319 by Erlang C.
  const longerThan5Seconds = 0.1741319 * Math.exp((-4 * 5) / 180);
  expectNear(totals.offered / (LONG_RUN / HOUR), 200, 0.01);
  expectNear(1 - upTo5Seconds / served, longerThan5Seconds, 0.05);
  expectNear(waitSeconds(totals) / served, 7.8359, 0.08);
  expectNear(totals.answeredWithinThreshold / served, 0.88835, 0.01);
});

test('matches Erlang A with exponential patience', () => {
  const centre = simpleCentre(12, AGENTS, { ...LOAD, patience: { kind: 'exponential', mean: 300 } });
  centre.advanceTo(MONDAY + LONG_RUN);
  const { totals } = centre.readings()[0]!;
  expectNear(totals.abandoned / totals.offered, 0.01398374, 0.08);
  expectNear(waitSeconds(totals) / totals.offered, 4.19512, 0.08);
  expectNear(totals.answeredWithinThreshold / totals.offered, 0.91679, 0.01);
  const occupancy = centre.occupancy('q', centre.now - DAY, centre.now) ?? 0;
  expectNear(occupancy, 0.70429733, 0.05);
});

test('abandons more contacts under more load', () => {
  const shares = [150, 250, 350, 450].map((perHour) => {
    const centre = simpleCentre(13, AGENTS, { ...LOAD, arrivals: { perHour } });
    centre.advanceTo(MONDAY + DAY);
    const { abandoned, offered } = centre.readings()[0]!.totals;
    return abandoned / offered;
  });
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares[3]).toBeGreaterThan(0.2);
});

function expectNear(value: number, expected: number, relativeError: number): void {
  expect(Math.abs(value / expected - 1), `${value}, expected about ${expected}`).toBeLessThan(relativeError);
}
