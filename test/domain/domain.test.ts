import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Collection,
  type CollectorName,
  defined,
  formatDuration,
  isSelected,
  matchesWildcard,
  mergeQueues,
  parseDuration,
  platformUp,
  policyFor,
  type TenantState,
} from '../../src/domain/index.ts';

const TENANT = { name: 'acme', platform: 'cxone', api: 'v2' };

function stateOf(
  collections: Partial<Record<CollectorName, { collection?: Collection; success?: boolean }>>,
): TenantState {
  return {
    tenant: TENANT,
    collectors: Object.entries(collections).map(([name, { collection, success }]) =>
      defined({
        status: defined({
          name: name as CollectorName,
          intervalSeconds: 15,
          missed: 0,
          skipped: 0,
          rejected: {},
          success,
        }),
        collection,
      }),
    ),
  };
}

describe('matchesWildcard', () => {
  it.each([
    ['Sales*', 'Sales EMEA / Tier 1', true],
    ['Sales*', 'Presales', false],
    ['*', '', true],
    ['VIP?', 'VIP1', true],
    ['VIP?', 'VIP', false],
    ['a.b', 'axb', false],
    ['[Sales]', '[Sales]', true],
    ['Sales\n*', 'Sales\nline two', true],
    ['?', '😀', true],
  ])('matches %j against %j: %j', (pattern, text, expected) => {
    expect(matchesWildcard(pattern, text)).toBe(expected);
  });

  it('matches a text without wildcards only with itself', () => {
    const plain = fc.string({ unit: 'binary' }).filter((text) => !/[*?]/.test(text) && text.isWellFormed());
    fc.assert(fc.property(plain, plain, (a, b) => matchesWildcard(a, b) === (a === b)));
  });
});

describe('isSelected', () => {
  const queue = { id: 'q1', name: 'Sales' };
  const open = { include: [], exclude: [], ids: [] };
  it.each([
    ['selects every queue without a list', open, true],
    ['selects a queue whose name matches', { ...open, include: ['S*'] }, true],
    ['omits a queue whose name does not match', { ...open, include: ['X*'] }, false],
    ['selects a queue by its id', { ...open, ids: ['q1'] }, true],
    ['omits a queue when only another id is listed', { ...open, ids: ['q2'] }, false],
    ['selects a queue by its id beside another name', { ...open, ids: ['q1'], include: ['X*'] }, true],
    ['omits an excluded queue in spite of its id', { ...open, ids: ['q1'], exclude: ['Sales'] }, false],
  ])('%s', (_, selection, expected) => {
    expect(isSelected(queue, selection)).toBe(expected);
  });
});

describe('durations', () => {
  it.each([
    ['15s', 15],
    ['1m30s', 90],
    ['5m', 300],
    ['1d', 86_400],
    ['250ms', 0.25],
    ['1900ms', 1.9],
    ['', undefined],
    ['15', undefined],
    ['s', undefined],
    ['-5s', undefined],
    ['5m1h', undefined],
  ])('parses %j as %j seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), (seconds) => parseDuration(formatDuration(seconds)) === seconds),
    );
  });
});

describe('policyFor', () => {
  const defaults = {
    target: 0.8,
    thresholdSeconds: 20,
    windowSeconds: 900,
    minContacts: 5,
    horizonSeconds: 600,
  };
  const rules = [
    { match: 'VIP*', target: 0.9, thresholdSeconds: 10 },
    { match: '*', minContacts: 3 },
  ];

  it('lets the first matching rule win over the platform, and the platform over the defaults', () => {
    const fromPlatform = { serviceLevelTarget: 0.7, serviceLevelThresholdSeconds: 30 };
    expect(policyFor({ name: 'VIP 1', ...fromPlatform }, { defaults, rules })).toEqual({
      ...defaults,
      target: 0.9,
      thresholdSeconds: 10,
    });
    expect(policyFor({ name: 'Sales', ...fromPlatform }, { defaults, rules })).toEqual({
      ...defaults,
      target: 0.7,
      thresholdSeconds: 30,
      minContacts: 3,
    });
    expect(policyFor({ name: 'Sales' }, { defaults, rules: [] })).toEqual(defaults);
  });
});

describe('mergeQueues', () => {
  const sales = { id: 'q1', name: 'Sales', media: 'all' } as const;

  it('joins the facts of the collectors: the queue poll wins, and unknown never hides known', () => {
    const merged = mergeQueues(
      stateOf({
        queues: {
          collection: {
            queues: [{ ...sales, waitSeconds: 12, windows: { platform: { abandoned: 2 } } }],
          },
        },
        aggregates: {
          collection: {
            queues: [{ ...sales, waitSeconds: 30, active: 4, windows: { 900: { answered: 9 } } }],
          },
        },
      }),
    );
    expect(merged).toEqual([
      {
        ...sales,
        waitSeconds: 12,
        active: 4,
        windows: { platform: { abandoned: 2 }, 900: { answered: 9 } },
      },
    ]);
  });

  const care = { id: 'q2', name: 'Care', media: 'voice' } as const;
  const others = {
    aggregates: { collection: { queues: [{ ...sales, windows: { 900: { offered: 0 } } }, care] } },
    audit: { collection: { queues: [{ ...sales, configChanges: { update: 0 } }] } },
    routing: { collection: { queues: [{ ...sales, configVersion: 3 }] } },
    wait_times: { collection: { queues: [{ ...sales, waitDistribution: {} }] } },
  } as const;

  it('drops facts of other collectors about queues that the last queue poll no longer lists', () => {
    const polled = { queues: { collection: { queues: [{ ...care, waiting: 2 }] } } };
    expect(mergeQueues(stateOf({ ...others, ...polled }))).toEqual([{ ...care, waiting: 2 }]);
    const none = { queues: { collection: { queues: [] } } };
    expect(mergeQueues(stateOf({ ...others, ...none }))).toEqual([]);
  });

  it.each([
    ['without a queue poll', {}],
    ['before the first queue poll succeeds, and once it is stale', { queues: {} }],
  ])('keeps the queues of all collectors %s', (_, polled) => {
    const merged = mergeQueues(stateOf({ ...others, ...polled }));
    expect(merged.map(({ id }) => id)).toEqual(['q2', 'q1']);
  });

  it('keeps the media of one queue apart and sorts by name', () => {
    const rows = [
      { id: 'q2', name: 'B', media: 'voice' as const },
      { id: 'q1', name: 'A', media: 'voice' as const },
      { id: 'q1', name: 'A', media: 'chat' as const },
    ];
    const merged = mergeQueues(stateOf({ queues: { collection: { queues: rows } } }));
    expect(merged.map(({ name, media }) => `${name} ${media}`)).toEqual(['A chat', 'A voice', 'B voice']);
  });

  it('omits the facts of a stale collector', () => {
    const state = stateOf({
      queues: {},
      aggregates: { collection: { queues: [{ ...sales, occupancy: 0.5 }] } },
    });
    expect(mergeQueues(state)).toEqual([{ ...sales, occupancy: 0.5 }]);
  });
});

describe('platformUp', () => {
  const health = (status: 'operational' | 'major_outage' | 'unknown') => ({
    health: { components: [{ component: 'platform', status }] },
  });
  it.each([
    ['is unknown before a poll has ended', stateOf({ queues: {}, health: {} }), undefined],
    [
      'is true when the health is good',
      stateOf({ queues: { success: false }, health: { success: true, collection: health('operational') } }),
      true,
    ],
    [
      'is true when the health is an unknown status',
      stateOf({ health: { success: true, collection: health('unknown') } }),
      true,
    ],
    [
      'is false when the platform reports an outage',
      stateOf({ health: { success: true, collection: health('major_outage') } }),
      false,
    ],
    [
      'is false when the health poll failed',
      stateOf({ queues: { success: true }, health: { success: false, collection: health('operational') } }),
      false,
    ],
    [
      'is true without a health collector when the queue poll succeeds',
      stateOf({ queues: { success: true } }),
      true,
    ],
    [
      'is false without a health collector when the queue poll fails',
      stateOf({ queues: { success: false } }),
      false,
    ],
  ])('%s', (_, state, expected) => {
    expect(platformUp(state)).toBe(expected);
  });
});
