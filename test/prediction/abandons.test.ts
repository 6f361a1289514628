import { describe, expect, it } from 'vitest';
import { ABANDON_RULES, type AbandonRule } from '../../src/domain/index.ts';
import { createPredictor, type QueueObservation } from '../../src/prediction/index.ts';
import { countedShareOfAbandons } from '../../src/prediction/model/estimates.ts';

const POLL_SECONDS = 15;
const POLLS = 80;
/** Per poll: two contacts answered in time, one abandoned, of those one in two short. */
const PER_POLL = { answered: 2, answeredWithinThreshold: 2, abandoned: 1, shortAbandoned: 0.5 };

const policyOf = (abandons: AbandonRule, target = 0.8) => ({
  target,
  thresholdSeconds: 20,
  windowSeconds: 900,
  minContacts: 5,
  horizonSeconds: 600,
  abandons,
});

type Counts = Partial<typeof PER_POLL>;
const times = (counts: Counts, polls: number): Counts =>
  Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count * polls]));

/** The same hours of one queue, as counters or as the counts of the sliding window. */
function observationsOf(
  kind: 'totals' | 'window',
  abandons: AbandonRule,
  counts: Counts = PER_POLL,
): readonly QueueObservation[] {
  return Array.from({ length: POLLS }, (_, poll) => ({
    tenant: 'acme',
    queueId: 'q',
    at: 1_700_000_000 + poll * POLL_SECONDS,
    waiting: 0,
    agents: { available: 3, busy: 10 },
    [kind]: times(counts, kind === 'totals' ? poll : 60),
    policy: policyOf(abandons),
  }));
}

function lastOf(observations: readonly QueueObservation[]) {
  const predictor = createPredictor();
  const predictions = observations.map((each) => predictor.observe(each));
  return {
    ...predictions.at(-1)!,
    source: predictor.explain({ tenant: 'acme', queueId: 'q' })!.estimates.source,
    reason: predictor.explain({ tenant: 'acme', queueId: 'q' })!.reason,
  };
}

const LEVELS = { count: 2 / 3, exclude: 1, exclude_short: 2 / 2.5 };

describe('predictions with the setting abandons', () => {
  it.each(
    (['totals', 'window'] as const).flatMap((kind) => ABANDON_RULES.map((rule) => [kind, rule] as const)),
  )('judge the window from %s by the contacts that %s counts', (kind, rule) => {
    const { serviceLevel, breached, source, reason } = lastOf(observationsOf(kind, rule));
    expect(source).toBe(kind);
    expect(serviceLevel).toBeCloseTo(LEVELS[rule], 6);
    expect(breached).toBe(rule === 'count');
    expect(reason.startsWith('The service level')).toBe(rule === 'count');
  });

  it('are less likely a breach the fewer abandoned contacts count', () => {
    const [count, short, none] = (['count', 'exclude_short', 'exclude'] as const).map(
      (rule) => lastOf(observationsOf('totals', rule)).erlangA.probability!,
    );
    expect(count).toBeGreaterThan(short!);
    expect(short).toBeGreaterThan(none!);
  });

  it.each(['totals', 'window'] as const)(
    'infer outcomes where %s lack the short abandons to leave out',
    (kind) => {
      const { shortAbandoned: _, ...counts } = PER_POLL;
      expect(lastOf(observationsOf(kind, 'exclude_short', counts)).source).toBe('inferred');
      expect(lastOf(observationsOf(kind, 'exclude', counts)).source).toBe(kind);
    },
  );

  it('judge the same past by another setting as soon as it changes', () => {
    const predictor = createPredictor();
    const levels = observationsOf('totals', 'count').map((each, poll) => {
      const policy = policyOf(ABANDON_RULES[poll % 3]!);
      return [policy.abandons, predictor.observe({ ...each, policy })!.serviceLevel] as const;
    });
    for (const [rule, level] of levels.slice(-3)) expect(level).toBeCloseTo(LEVELS[rule], 6);
  });
});

describe('the share of a contact yet to abandon that counts', () => {
  it('is that of the recent abandons that were not short, and half before the first', () => {
    expect(countedShareOfAbandons({ abandoned: 9, shortAbandoned: 2.5 }, 'exclude_short')).toBeCloseTo(
      0.7,
      9,
    );
    expect(countedShareOfAbandons({ abandoned: 0, shortAbandoned: 0 }, 'exclude_short')).toBe(0.5);
    expect(countedShareOfAbandons({ abandoned: 9, shortAbandoned: 2 }, 'exclude')).toBe(0);
    expect(countedShareOfAbandons({ abandoned: 9, shortAbandoned: 2 })).toBe(1);
  });
});
