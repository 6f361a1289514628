import { describe, expect, it } from 'vitest';
import {
  createArrivalRate,
  letTimePass,
  meanRate,
  observeArrivals,
  rateUncertainty,
  sampleRates,
} from '../../src/prediction/model/arrival-rate.ts';
import { createRandom } from './support/random.ts';

/** Poisson counts per 15 s poll. */
function* counts(rate: (poll: number) => number, polls: number, seed: number): Generator<number> {
  const random = createRandom(seed);
  for (let poll = 0; poll < polls; poll++) {
    let count = 0;
    for (let at = random.exponential(1 / rate(poll)); at < 15; at += random.exponential(1 / rate(poll)))
      count++;
    yield count;
  }
}

function filterOf(rate: (poll: number) => number, polls: number, seed = 1) {
  const belief = createArrivalRate(0.03, 0.9);
  for (const count of counts(rate, polls, seed)) observeArrivals(belief, count, 15);
  return belief;
}

describe('the arrival rate', () => {
  it('comes closer, and grows surer, the longer a steady queue is watched', () => {
    const early = filterOf(() => 0.08, 40);
    const late = filterOf(() => 0.08, 1200);
    expect(rateUncertainty(late)).toBeLessThan(rateUncertainty(early) / 1.5);
    expect(Math.abs(Math.log(meanRate(late) / 0.08))).toBeLessThan(0.2);
  });

  it('says as much as it knows: the truth lies within two standard deviations nine times out of ten', () => {
    let within = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const belief = filterOf(() => 0.05, 240, seed);
      if (Math.abs(Math.log(meanRate(belief) / 0.05)) < 2 * rateUncertainty(belief)) within++;
    }
    expect(within).toBeGreaterThanOrEqual(52);
  });

  it('follows a surge within minutes, and takes it for a rise', () => {
    const surging = filterOf((poll) => 0.08 * (poll < 480 ? 1 : Math.min(2.5, 1 + (poll - 480) / 40)), 540);
    expect(meanRate(surging)).toBeGreaterThan(0.12);
    expect(meanRate(surging)).toBeLessThan(0.25);
  });

  it('draws rates that have the mean it believes in', () => {
    const belief = filterOf(() => 0.08, 200);
    const sample = { rate: new Float64Array(400), movement: new Uint8Array(400) };
    sampleRates(belief, sample);
    const mean = sample.rate.reduce((sum, rate) => sum + rate, 0) / 400;
    expect(Math.abs(mean / meanRate(belief) - 1)).toBeLessThan(0.01);
  });

  it('grows less sure while nobody counts, and moves by what the time of day lets expect', () => {
    const belief = filterOf(() => 0.08, 400);
    const sure = rateUncertainty(belief);
    const before = meanRate(belief);
    letTimePass(belief, 7200);
    expect(rateUncertainty(belief)).toBeGreaterThan(sure);
    const usual = filterOf(() => 0.08, 400);
    for (let poll = 0; poll < 40; poll++)
      observeArrivals(usual, 1.2 * Math.exp(0.025 * (poll + 1)), 15, 0.025);
    expect(Math.abs(Math.log(meanRate(usual) / before) - 1)).toBeLessThan(0.2);
  });

  it('holds against counts of nothing and of far too much', () => {
    const silent = filterOf(() => 1e-9, 3000);
    expect(meanRate(silent)).toBeLessThan(0.001);
    const flooded = createArrivalRate(0.03, 0.9);
    observeArrivals(flooded, 10_000, 15);
    expect(Number.isFinite(meanRate(flooded))).toBe(true);
  });
});
