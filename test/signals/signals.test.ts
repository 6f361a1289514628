import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueueFacts, ServiceLevelPolicy, TenantState } from '../../src/domain/index.ts';
import { isBreached } from '../../src/signals/breach.ts';
import { abandonmentRatio, occupancyRule, serviceLevelRatio, snapshotOf } from '../../src/signals/index.ts';
import { currentWait, occupancyRatio } from '../../src/signals/occupancy-rule.ts';
import { effectiveServiceLevel } from '../../src/signals/service-level.ts';

const NOW = 1_700_000_000;
const policy: ServiceLevelPolicy = {
  target: 0.8,
  thresholdSeconds: 20,
  windowSeconds: 900,
  minContacts: 5,
  horizonSeconds: 600,
};
const queue = (facts: Partial<QueueFacts>): QueueFacts => ({ id: 'q', name: 'Q', media: 'voice', ...facts });

describe('ratios of a window', () => {
  it('are absent when no contact completed or a part is unknown', () => {
    expect(abandonmentRatio({ abandoned: 0, answered: 0 })).toBeUndefined();
    expect(abandonmentRatio({ abandoned: 3 })).toBeUndefined();
    expect(serviceLevelRatio({ answered: 5, abandoned: 0 }, policy)).toBeUndefined();
  });

  it('have all completed contacts in the denominator', () => {
    expect(abandonmentRatio({ abandoned: 1, answered: 3 })).toBe(0.25);
    expect(serviceLevelRatio({ answeredWithinThreshold: 3, answered: 4, abandoned: 1 }, policy)).toBe(0.6);
  });

  it.each([
    ['count', 3 / 5],
    ['exclude', 3 / 4],
    ['exclude_short', 3 / 4.5],
  ] as const)(
    'have the contacts in the denominator that the setting abandons: %s counts',
    (abandons, expected) => {
      const counts = { answeredWithinThreshold: 3, answered: 4, abandoned: 1, shortAbandoned: 0.5 };
      expect(serviceLevelRatio(counts, { abandons })).toBe(expected);
    },
  );

  it('are absent when a count that the setting of abandons needs is unknown, and only then', () => {
    const answers = { answeredWithinThreshold: 3, answered: 4 };
    expect(serviceLevelRatio(answers, { abandons: 'exclude' })).toBe(0.75);
    expect(serviceLevelRatio(answers, { abandons: 'count' })).toBeUndefined();
    expect(serviceLevelRatio({ ...answers, abandoned: 1 }, { abandons: 'exclude_short' })).toBeUndefined();
  });

  it('lie inside 0..1 for any counts', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (answered, abandoned) => {
        const ratio = abandonmentRatio({ answered, abandoned });
        return answered + abandoned === 0
          ? ratio === undefined
          : ratio !== undefined && ratio >= 0 && ratio <= 1;
      }),
    );
  });
});

describe('occupancyRatio', () => {
  it.each([
    ["is the platform's own figure", { occupancy: 0.4, agents: { available: 0, busy: 9 } }, 0.4],
    [
      'counts busy and after-contact work as working',
      { agents: { available: 1, busy: 2, after_contact_work: 1 } },
      0.75,
    ],
    ['is unknown when no agent serves', { agents: { available: 0, busy: 0 } }, undefined],
    ['is unknown when the busy agents are', { agents: { available: 3 } }, undefined],
    ['is unknown when nothing is known', {}, undefined],
  ])('%s', (_, facts, expected) => {
    expect(occupancyRatio(queue(facts))).toBe(expected);
  });
});

describe('isBreached', () => {
  const counts = (answered: number, abandoned: number, answeredWithinThreshold: number) => ({
    windows: { 900: { answered, abandoned, answeredWithinThreshold } },
  });
  it.each([
    ['is true below the target', counts(10, 0, 7), true],
    ['is false exactly at the target', counts(10, 0, 8), false],
    ['is false below the target with too few contacts', counts(4, 0, 0), false],
    ['is unknown when nothing is known', {}, undefined],
    [
      "is unknown when the platform's figure is below the target and the contacts are unknown",
      { serviceLevel: 0.5 },
      undefined,
    ],
    ["is false when the platform's figure is good, whatever the contacts", { serviceLevel: 0.9 }, false],
    [
      "is true when the platform's figure is below the target and the contacts suffice",
      { serviceLevel: 0.5, windows: { 900: { answered: 6, abandoned: 0 } } },
      true,
    ],
    [
      "uses the counts of the window before the platform's figure",
      { serviceLevel: 0.5, ...counts(10, 0, 10) },
      false,
    ],
  ])('%s', (_, facts, expected) => {
    expect(isBreached(queue(facts), policy)).toBe(expected);
  });
});

describe('snapshotOf', () => {
  const state = (queues: readonly QueueFacts[]): TenantState => ({
    tenant: { name: 'acme', platform: 'genesys', api: 'observations' },
    collectors: [
      {
        status: { name: 'queues', intervalSeconds: 15, missed: 0, skipped: 0, rejected: {} },
        collection: { queues },
      },
    ],
  });
  const signalsOf = (...queues: readonly QueueFacts[]) =>
    new Map(
      snapshotOf(state(queues), { defaults: policy, rules: [] }, NOW).queues.map(({ facts, signals }) => [
        `${facts.id} ${facts.media}`,
        signals,
      ]),
    );
  const windows = { 900: { answered: 8, abandoned: 2 } };

  it('gives each medium of a queue the occupancy of the agents that serve all media', () => {
    const signals = signalsOf(
      queue({ media: 'all', agents: { available: 1, busy: 2, after_contact_work: 1 } }),
      queue({ media: 'voice', waiting: 0, windows }),
      queue({ media: 'chat', waiting: 0, agents: { available: 1, busy: 1 } }),
      queue({ id: 'other', media: 'voice', waiting: 0, windows }),
    );
    expect(signals.get('q all')?.occupancy).toBe(0.75);
    expect(signals.get('q voice')).toMatchObject({
      occupancy: 0.75,
      agents: { available: 1, busy: 2, after_contact_work: 1 },
    });
    expect(signals.get('q chat')?.occupancy).toBe(0.5);
    expect(signals.get('other voice')?.occupancy).toBeUndefined();
  });

  it('applies the occupancy rule to each medium with the agents that serve all media', () => {
    const signals = signalsOf(
      queue({ media: 'all', occupancy: 0.9 }),
      queue({ media: 'voice', waitSeconds: 11, windows }),
    );
    expect(signals.get('q voice')?.predictions.occupancy_rule).toEqual({
      predicted: true,
      probability: expect.closeTo(0.6 * 0.9 + 0.4 * 0.2, 12),
    });
  });
});

describe('judgedServiceLevel', () => {
  it('falls back to the platform when the window is not counted', () => {
    expect(
      effectiveServiceLevel(queue({ serviceLevel: 0.7, windows: { 900: { answered: 3 } } }), policy),
    ).toBe(0.7);
  });
});

describe('currentWait', () => {
  it.each([
    ['is the wait that the platform reports', { waitSeconds: 7, oldestWaitingAt: NOW - 99 }, 7],
    ['is the age of the oldest contact', { oldestWaitingAt: NOW - 30 }, 30],
    ["is never negative when the platform's clock is ahead", { oldestWaitingAt: NOW + 5 }, 0],
    ['is 0 when no contact waits', { waiting: 0 }, 0],
    ['is unknown when contacts wait for an unknown time', { waiting: 3 }, undefined],
  ])('%s', (_, facts, expected) => {
    expect(currentWait(queue(facts), NOW)).toBe(expected);
  });
});

describe('occupancyRule', () => {
  const busy = { occupancy: 0.9, waitSeconds: 11, windows: { 900: { answered: 8, abandoned: 2 } } };

  it('predicts a breach when both limits are exceeded', () => {
    expect(occupancyRule(queue(busy), policy, NOW)).toEqual({
      predicted: true,
      probability: expect.closeTo(0.6 * 0.9 + 0.4 * 0.2, 12),
    });
  });

  it.each([
    ['the wait is exactly half of the threshold', { ...busy, waitSeconds: 10 }],
    ['occupancy is exactly at its limit', { ...busy, occupancy: 0.85 }],
  ])('predicts no breach when %s', (_, facts) => {
    expect(occupancyRule(queue(facts), policy, NOW).predicted).toBe(false);
  });

  it('is absent where an input is unknown', () => {
    expect(occupancyRule(queue({ occupancy: 0.9, waitSeconds: 30 }), policy, NOW)).toStrictEqual({
      predicted: true,
    });
    expect(occupancyRule(queue({}), policy, NOW)).toStrictEqual({});
  });

  it('counts no abandonment in a window without completed contacts', () => {
    const quiet = queue({ occupancy: 0.5, waiting: 0, windows: { 900: { answered: 0, abandoned: 0 } } });
    expect(occupancyRule(quiet, policy, NOW)).toEqual({ predicted: false, probability: 0.3 });
  });

  it('keeps the probability within 0..1 for any inputs', () => {
    const ratio = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(ratio, fc.nat(1000), fc.nat(1000), (occupancy, answered, abandoned) => {
        const { probability = -1 } = occupancyRule(
          queue({ occupancy, windows: { 900: { answered, abandoned } } }),
          policy,
          NOW,
        );
        return probability >= 0 && probability <= 1;
      }),
    );
  });
});
