import { describe, expect, it } from 'vitest';
import {
  createArrivalRatePosterior,
  createFilterScratch,
  meanRate,
  propagateUnobserved,
  rateUncertainty,
  sampleRates,
  updateArrivalRate,
} from '../../../src/prediction/model/arrival-rate.ts';
import { createRandom } from '../support/random.ts';

const scratch = createFilterScratch();

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
  const posterior = createArrivalRatePosterior(0.03, 0.9);
  for (const count of counts(rate, polls, seed)) updateArrivalRate(posterior, count, 15, scratch);
  return posterior;
}

describe('the arrival rate filter', () => {
  it('becomes more accurate and more certain the longer a steady queue is observed', () => {
    const early = filterOf(() => 0.08, 40);
    const late = filterOf(() => 0.08, 1200);
    expect(rateUncertainty(late)).toBeLessThan(rateUncertainty(early) / 1.5);
    expect(Math.abs(Math.log(meanRate(late) / 0.08))).toBeLessThan(0.2);
  });

  it('keeps the true rate within two standard deviations in nine of ten runs', () => {
    let within = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const posterior = filterOf(() => 0.05, 240, seed);
      if (Math.abs(Math.log(meanRate(posterior) / 0.05)) < 2 * rateUncertainty(posterior)) within++;
    }
    expect(within).toBeGreaterThanOrEqual(52);
  });

  it('follows a surge within minutes', () => {
    const surging = filterOf((poll) => 0.08 * (poll < 480 ? 1 : Math.min(2.5, 1 + (poll - 480) / 40)), 540);
    expect(meanRate(surging)).toBeGreaterThan(0.12);
    expect(meanRate(surging)).toBeLessThan(0.25);
  });

  it('starts over from a count that no rate believed so far explains', () => {
    const posterior = createArrivalRatePosterior(0.001, 0.3);
    updateArrivalRate(posterior, 60, 5, scratch);
    const rate = meanRate(posterior);
    expect(rate).toBeGreaterThan(0.1);
    updateArrivalRate(posterior, 0, 15, scratch);
    expect(meanRate(posterior)).toBeLessThan(rate);
  });

  it('draws rates with the posterior mean', () => {
    const posterior = filterOf(() => 0.08, 200);
    const sample = { rate: new Float64Array(400), regime: new Uint8Array(400) };
    sampleRates(posterior, sample);
    const mean = sample.rate.reduce((sum, rate) => sum + rate, 0) / 400;
    expect(Math.abs(mean / meanRate(posterior) - 1)).toBeLessThan(0.01);
  });

  it('loses certainty without counts and follows the growth expected from the time of day', () => {
    const posterior = filterOf(() => 0.08, 400);
    const sure = rateUncertainty(posterior);
    const before = meanRate(posterior);
    propagateUnobserved(posterior, 7200, scratch);
    expect(rateUncertainty(posterior)).toBeGreaterThan(sure);
    const usual = filterOf(() => 0.08, 400);
    for (let poll = 0; poll < 40; poll++)
      updateArrivalRate(usual, 1.2 * Math.exp(0.025 * (poll + 1)), 15, scratch, 0.025);
    expect(Math.abs(Math.log(meanRate(usual) / before) - 1)).toBeLessThan(0.2);
  });

  it('stays finite with counts of zero and with counts far above the grid', () => {
    const silent = filterOf(() => 1e-9, 3000);
    expect(meanRate(silent)).toBeLessThan(0.001);
    const flooded = createArrivalRatePosterior(0.03, 0.9);
    updateArrivalRate(flooded, 10_000, 15, scratch);
    expect(Number.isFinite(meanRate(flooded))).toBe(true);
  });
});
