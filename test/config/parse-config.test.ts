import { describe, expect, it } from 'vitest';
import { minimal, parse, problemsOf } from './parse.ts';

const MIB = 2 ** 20;

/** Interval and timeout of each collector in seconds, as the contract has them. */
const DEFAULT_TIMES = {
  queues: { intervalSeconds: 15, timeoutSeconds: 10 },
  aggregates: { intervalSeconds: 60, timeoutSeconds: 20 },
  agents: { intervalSeconds: 30, timeoutSeconds: 20 },
  health: { intervalSeconds: 30, timeoutSeconds: 10 },
  analytics: { intervalSeconds: 300, timeoutSeconds: 60 },
  audit: { intervalSeconds: 300, timeoutSeconds: 60 },
  routing: { intervalSeconds: 300, timeoutSeconds: 60 },
  wait_times: { intervalSeconds: 600, timeoutSeconds: 120 },
  plan: { intervalSeconds: 300, timeoutSeconds: 60 },
};
const DEFAULT_POLICY = {
  target: 0.8,
  thresholdSeconds: 20,
  windowSeconds: 900,
  minContacts: 5,
  horizonSeconds: 600,
};

describe('a configuration', () => {
  it('needs only a tenant, and has the defaults of the contract', () => {
    expect(parse(minimal()).tenants).toEqual([
      {
        name: 'acme',
        platform: 'cxone',
        api: 'acd',
        collectors: ['queues', 'agents'],
        polling: { collectors: DEFAULT_TIMES, staleAfter: 3 },
        serviceLevel: { defaults: DEFAULT_POLICY, rules: [] },
        queues: { include: [], exclude: [], ids: [] },
        agents: { ids: [] },
        requestsPerMinute: undefined,
        maxBodyBytes: 64 * MIB,
        network: {},
        settings: { oauth: { client_id: 'a', client_secret: 'b' } },
      },
    ]);
  });

  it("prefers the tenant's value, then the section's, then the default", () => {
    const above = 'polling: { queues: { interval: 3s, timeout: 900ms }, stale_after: 5 }\n';
    const { polling } = parse(
      above + minimal('polling: { queues: { timeout: 2s }, agents: { interval: 1h30m } }'),
    ).tenants[0]!;
    expect(polling).toEqual({
      collectors: {
        ...DEFAULT_TIMES,
        queues: { intervalSeconds: 3, timeoutSeconds: 2 },
        agents: { intervalSeconds: 5400, timeoutSeconds: 20 },
      },
      staleAfter: 5,
    });
  });

  it('shortens default and inherited timeouts to a shorter interval, but not a configured one', () => {
    const above =
      'polling: { queues: { interval: 1s }, agents: { interval: 20s }, health: { interval: 12s, timeout: 12s }, aggregates: { timeout: 50s } }\n';
    const { polling } = parse(
      above +
        minimal(
          'polling: { queues: { interval: 2s }, health: { interval: 11s }, aggregates: { interval: 40s } }',
        ),
    ).tenants[0]!;
    expect(polling.collectors).toEqual({
      ...DEFAULT_TIMES,
      queues: { intervalSeconds: 2, timeoutSeconds: 1 },
      agents: { intervalSeconds: 20, timeoutSeconds: 20 },
      health: { intervalSeconds: 11, timeoutSeconds: 11 },
      aggregates: { intervalSeconds: 40, timeoutSeconds: 40 },
    });
  });

  it('applies the service level section and the rules in their order', () => {
    const { serviceLevel } = parse(
      `service_level: { target: 1, window: 5m }\n${minimal(
        'service_level: [ { match: "VIP*", target: 0.9, threshold: 10s }, { match: "*", min_contacts: 1 } ]',
      )}`,
    ).tenants[0]!;
    expect(serviceLevel).toEqual({
      defaults: { ...DEFAULT_POLICY, target: 1, windowSeconds: 300 },
      rules: [
        { match: 'VIP*', target: 0.9, thresholdSeconds: 10 },
        { match: '*', minContacts: 1 },
      ],
    });
  });

  it('reads the other keys of a tenant', () => {
    const [tenant] = parse(
      minimal(
        'collectors: [agents]',
        'queues: { include: ["Sales*"], exclude: [Test], ids: ["4711"] }',
        'rate_limit: { requests_per_minute: 240 }',
        'http: { max_body: 1MiB }',
      ),
    ).tenants;
    expect(tenant).toMatchObject({
      collectors: ['agents'],
      queues: { include: ['Sales*'], exclude: ['Test'], ids: ['4711'] },
      requestsPerMinute: 240,
      maxBodyBytes: MIB,
      network: {},
    });
  });

  it('passes the keys of a platform on as written, for the platform to validate', () => {
    const [tenant] = parse(
      [
        'tenants:',
        '  - { name: a, platform: cxone, api: v2, base_url: "https://x.example",',
        '      oauth: { client_id: a, client_secret: b } }',
      ].join('\n'),
    ).tenants;
    expect(tenant?.settings).toEqual({
      base_url: 'https://x.example',
      oauth: { client_id: 'a', client_secret: 'b' },
    });
  });

  it('lets tenants share settings by anchors and merge keys', () => {
    const text = [
      'tenants:',
      '  - &first { name: a, platform: cxone, api: acd, oauth: { client_id: a, client_secret: b } }',
      '  - { <<: *first, name: b, oauth: { client_id: c, client_secret: d } }',
      '  - { <<: [{ name: c, queues: { ids: [x] } }, { name: d, queues: {} }, *first] }',
    ].join('\n');
    expect(parse(text).tenants).toMatchObject([
      { name: 'a', settings: { oauth: { client_id: 'a' } } },
      { name: 'b', settings: { oauth: { client_id: 'c' } } },
      { name: 'c', queues: { ids: ['x'] }, settings: { oauth: { client_id: 'a' } } },
    ]);
  });

  it('validates tenants when a section is invalid, and sections when a tenant is invalid', () => {
    const text = `polling: { stale_after: x }\n${minimal('collectors: []')}`;
    expect(problemsOf(text)).toEqual([
      '1:25: polling.stale_after: must be a whole number from 1 to 1000, not "x"',
      '7:15: tenants[0].collectors: must list at least one',
    ]);
  });

  it('contains no property that the file cannot have', () => {
    expect(problemsOf('constructor: {}\n__proto__: {}\ntoString: 1\ntenants: []\n')).toHaveLength(4);
  });
});
