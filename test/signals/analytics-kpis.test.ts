import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/config/index.ts';
import { ANALYTICS_METRICS, type AnalyticsFigures } from '../../src/domain/index.ts';
import { analyticsKpis, snapshotOf } from '../../src/signals/index.ts';

const known = (figures: AnalyticsFigures) =>
  Object.fromEntries(Object.entries(analyticsKpis(figures)).filter(([, value]) => value !== undefined));

describe('KPIs of interaction analytics', () => {
  it('are derived from the figures', () => {
    const figures = {
      handle_time: 300,
      talk_time: 240,
      hold_time: 40,
      queue_time: 20,
      service_level: 0.9,
      abandon_rate: 0.1,
    };
    const kpis = analyticsKpis(figures);
    expect(kpis.interactionSeconds).toBe(320);
    expect(kpis.talkRatio).toBe(0.8);
    expect(kpis.holdImpactRatio).toBe(0.125);
    expect(kpis.channelEfficiencyRatio).toBeCloseTo(0.81, 10);
  });

  it.each<[string, AnalyticsFigures, object]>([
    ['nothing is known', {}, {}],
    [
      'nothing was handled',
      { handle_time: 0, talk_time: 0, hold_time: 0, queue_time: 0 },
      { interactionSeconds: 0 },
    ],
    ['the queue time is unknown', { handle_time: 10, hold_time: 1, talk_time: 5 }, { talkRatio: 0.5 }],
    ['talk is longer than the handling', { handle_time: 10, talk_time: 11 }, {}],
    [
      'no contact was answered in time',
      { service_level: 0, abandon_rate: 0.5 },
      { channelEfficiencyRatio: 0 },
    ],
    ['abandonment is unknown', { service_level: 0.8 }, {}],
    ['shares are percentages by mistake', { service_level: 80, abandon_rate: 10 }, {}],
    ['a time is negative', { handle_time: -1, talk_time: -1, hold_time: 1, queue_time: 2 }, {}],
  ])('are as expected when %s', (_, figures, expected) => {
    expect(known(figures)).toEqual(expected);
  });

  it('are finite, with ratios within 0..1, for any figures', () => {
    const anyNumber = fc.oneof(
      fc.double(),
      fc.double({ min: 0, max: 1 }),
      fc.double({ min: 0, max: 1000 }),
      fc.constantFrom(0, -0, Number.MIN_VALUE, Number.MAX_VALUE, Number.NaN, Number.POSITIVE_INFINITY),
    );
    const anyFigures = fc.record(Object.fromEntries(ANALYTICS_METRICS.map((name) => [name, anyNumber])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(anyFigures, (figures: AnalyticsFigures) => {
        const { interactionSeconds, ...ratios } = analyticsKpis(figures);
        if (interactionSeconds !== undefined) {
          expect(Number.isFinite(interactionSeconds)).toBe(true);
          expect(interactionSeconds).toBeGreaterThanOrEqual(0);
        }
        for (const ratio of Object.values(ratios)) {
          if (ratio === undefined) continue;
          expect(ratio).toBeGreaterThanOrEqual(0);
          expect(ratio).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a snapshot', () => {
  const tenant = { name: 'acme', platform: 'cxone', api: 'v2' };
  const status = { name: 'analytics', intervalSeconds: 300, missed: 0, skipped: 0, rejected: {} } as const;
  const policies = { defaults: DEFAULT_POLICY, rules: [] };

  it('contains analytics per channel with their KPIs, and none where none were reported', () => {
    const collection = { analytics: [{ channel: 'voice', figures: { handle_time: 10, talk_time: 5 } }] };
    const reported = snapshotOf({ tenant, collectors: [{ status, collection }] }, policies, 0);
    expect(reported.analytics).toMatchObject([
      { channel: 'voice', figures: { handle_time: 10 }, kpis: { talkRatio: 0.5 } },
    ]);
    expect(snapshotOf({ tenant, collectors: [{ status }] }, policies, 0).analytics).toBeUndefined();
  });

  it('derives the KPIs of the parts of channels after those of the channels', () => {
    const figures = { handle_time: 10, talk_time: 5 };
    const part = { channel: 'voice', by: { queue: 'Sales' }, figures };
    const collection = { analytics: [{ channel: 'chat', figures }], subdividedAnalytics: [part] };
    expect(snapshotOf({ tenant, collectors: [{ status, collection }] }, policies, 0).analytics).toEqual([
      { channel: 'chat', figures, kpis: { talkRatio: 0.5 } },
      { ...part, kpis: { talkRatio: 0.5 } },
    ]);
    const only = { subdividedAnalytics: [part] };
    expect(
      snapshotOf({ tenant, collectors: [{ status, collection: only }] }, policies, 0).analytics,
    ).toHaveLength(1);
  });
});
