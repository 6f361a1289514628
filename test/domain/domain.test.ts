import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addRejections,
  type Collection,
  type CollectorName,
  countedContacts,
  defined,
  formatDuration,
  intervalsAround,
  isInBreach,
  isSelected,
  labelledWindows,
  matchesWildcard,
  mergeQueues,
  parseDuration,
  platformUp,
  policyFor,
  reportSelection,
  type TenantState,
  targetOrigin,
  windowedCounts,
  workingAgents,
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

  it.each([
    [0, '0s'],
    [15, '15s'],
    [90, '90s'],
    [900, '15m'],
    [5400, '90m'],
    [7200, '2h'],
    [172_800, '2d'],
    [0.25, '250ms'],
    [1.9, '1900ms'],
  ])('formats %d seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe('the report of a selection', () => {
  const listed = [
    { id: 'q1', name: 'Sales' },
    { id: 'q2', name: 'Sales North' },
    { id: 'q3', name: 'Care' },
  ];

  it('counts the queues watched and lists the entries that match none of them', () => {
    const selection = { include: ['Sales*', 'Billing'], exclude: ['* North'], ids: ['q3', 'q2', 'q9'] };
    expect(reportSelection(listed, selection)).toEqual({
      watched: 2,
      unmatched: [
        { key: 'include', text: 'Billing' },
        { key: 'ids', text: 'q2' },
        { key: 'ids', text: 'q9' },
      ],
      listed,
    });
  });

  it('lists an entry whose queues are all excluded', () => {
    const { watched, unmatched } = reportSelection(listed, { include: ['Care'], exclude: ['C*'], ids: [] });
    expect({ watched, unmatched }).toEqual({ watched: 0, unmatched: [{ key: 'include', text: 'Care' }] });
  });
});

describe('windows', () => {
  it('leaves out the windows whose counts are unknown, and labels the others', () => {
    const windows = windowedCounts([
      [900, { offered: 1 }],
      [3600, undefined],
      ['platform', { offered: 2 }],
      ['utc_day', { offered: 3 }],
    ]);
    expect(Object.keys(windows)).toEqual(['900', 'platform', 'utc_day']);
    expect(labelledWindows(windows)).toEqual([
      ['15m', { offered: 1 }],
      ['platform', { offered: 2 }],
      ['utc_day', { offered: 3 }],
    ]);
  });
});

describe('a plan', () => {
  const plan = [0, 10, 20, 40].map((start) => ({ start, end: start + 10 }));
  const around = (from: number, to: number) => intervalsAround(plan, from, to).map(({ start }) => start);

  it('gives the intervals that overlap a time, and one on either side', () => {
    expect(around(22, 28)).toEqual([10, 20, 40]);
    expect(around(10, 15)).toEqual([0, 10, 20]);
    expect(around(20, 40)).toEqual([10, 20, 40]);
    expect(around(-20, -10)).toEqual([0]);
    expect(around(32, 38)).toEqual([20, 40]);
    expect(around(60, 70)).toEqual([40]);
  });
});

describe('known fields', () => {
  it('leaves out the fields that are unknown, and keeps null, 0 and empty texts', () => {
    expect(defined({ a: 0, b: undefined, c: '', d: null })).toStrictEqual({ a: 0, c: '', d: null });
  });

  it('adds rejections by reason', () => {
    const total = { invalid: 2, no_id: 1 };
    expect(addRejections(total, { invalid: 3, duplicate: 1 })).toEqual({
      invalid: 5,
      no_id: 1,
      duplicate: 1,
    });
    expect(total).toEqual({ invalid: 2, no_id: 1 });
  });

  it('counts agents with a contact or finishing one as working, and none where the former are unknown', () => {
    expect(workingAgents({ busy: 2, after_contact_work: 1 })).toBe(3);
    expect(workingAgents({ busy: 2 })).toBe(2);
    expect(workingAgents({ after_contact_work: 1 })).toBeUndefined();
  });
});

describe('a breach', () => {
  const policy = { target: 0.8, minContacts: 5 };
  it.each([
    ['begins below the target', 10, 7.9, true],
    ['does not begin exactly at the target', 10, 8, false],
    ['does not begin by the rounding of a sum', 10, 8 - 1e-12, false],
    ['begins with the fewest contacts that count', 5, 3, true],
    ['begins with the fewest contacts in spite of the rounding of a sum', 5 - 1e-12, 3, true],
    ['does not begin with fewer contacts', 4.9, 0, false],
  ])('%s', (_, counted, within, expected) => {
    expect(isInBreach(counted, within, policy)).toBe(expected);
  });

  it('counts no contacts where a count that it needs is unknown', () => {
    expect(countedContacts({ abandoned: 2 })).toBeUndefined();
    expect(countedContacts({ answered: 3 })).toBeUndefined();
    expect(countedContacts({ answered: 3 }, 'exclude')).toBe(3);
    expect(countedContacts({ answered: 3, abandoned: 2 }, 'exclude_short')).toBeUndefined();
    expect(countedContacts({ answered: 3, abandoned: 2, shortAbandoned: 1 }, 'exclude_short')).toBe(4);
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
    expect(policyFor({ name: 'Sales' }, { defaults, rules: [] })).toStrictEqual(defaults);
  });

  it('takes the contacts that count from a rule, else from the defaults', () => {
    const counting = { ...defaults, abandons: 'exclude' as const };
    const rule = { match: 'VIP*', abandons: 'exclude_short' as const };
    expect(policyFor({ name: 'VIP 1' }, { defaults: counting, rules: [rule] }).abandons).toBe(
      'exclude_short',
    );
    expect(policyFor({ name: 'Sales' }, { defaults: counting, rules: [rule] }).abandons).toBe('exclude');
  });

  it('reports where the target and the threshold come from', () => {
    const policies = { defaults, rules: [{ match: 'VIP*', target: 0.9 }] };
    const vip = { name: 'VIP 1', serviceLevelTarget: 0.7, serviceLevelThresholdSeconds: 30 };
    expect(targetOrigin(vip, policies, 'target')).toBe('rule');
    expect(targetOrigin(vip, policies, 'thresholdSeconds')).toBe('platform');
    expect(targetOrigin({ name: 'VIP 2' }, policies, 'thresholdSeconds')).toBe('default');
    expect(targetOrigin({ name: 'Sales', serviceLevelTarget: 0.7 }, policies, 'target')).toBe('platform');
    expect(targetOrigin({ name: 'Sales', serviceLevelTarget: 0.7 }, policies, 'thresholdSeconds')).toBe(
      'default',
    );
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

  it('keeps the media of one queue apart and sorts by name, id and medium', () => {
    const rows = [
      { id: 'q2', name: 'B', media: 'voice' as const },
      { id: 'q3', name: 'A', media: 'chat' as const },
      { id: 'q1', name: 'A', media: 'voice' as const },
      { id: 'q1', name: 'A', media: 'chat' as const },
      { id: 'q0', name: 'C', media: 'voice' as const },
    ];
    for (const queues of [rows, rows.toReversed()]) {
      const merged = mergeQueues(stateOf({ queues: { collection: { queues } } }));
      expect(merged.map(({ id, name, media }) => `${name} ${id} ${media}`)).toEqual([
        'A q1 chat',
        'A q1 voice',
        'A q3 chat',
        'B q2 voice',
        'C q0 voice',
      ]);
    }
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
      'is false when one of several components is out',
      stateOf({
        health: {
          success: true,
          collection: {
            health: {
              components: [
                { component: 'voice', status: 'operational' },
                { component: 'chat', status: 'major_outage' },
              ],
            },
          },
        },
      }),
      false,
    ],
    [
      'is true when only the public page reports an outage',
      stateOf({
        health: {
          success: true,
          collection: {
            health: { components: [{ component: 'voice', status: 'major_outage', isPublic: true }] },
          },
        },
      }),
      true,
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
