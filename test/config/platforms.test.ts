import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from '../../src/config/index.ts';
import { platforms } from '../../src/platforms/index.ts';

const EXAMPLE = `
polling:
  queues:      { interval: 15s, timeout: 10s }
  aggregates:  { interval: 60s, timeout: 20s }
  agents:      { interval: 30s, timeout: 20s }
  health:      { interval: 30s, timeout: 10s }
  analytics:   { interval: 5m,  timeout: 60s }
  audit:       { interval: 5m,  timeout: 60s }
  stale_after: 3
service_level: { target: 0.8, threshold: 20s, window: 15m, min_contacts: 5, horizon: 10m }
tenants:
  - name: acme
    platform: cxone
    api: v2
    base_url: https://us-1.api.cxm.nice.incontact.com
    oauth:
      client_id: acme-exporter
      client_secret_file: /run/secrets/acme
      token_url: https://us-1.api.cxm.nice.incontact.com/api/v2/oauth/token
      client_auth: post
      scope: "a b"
    collectors: [queues, aggregates, health]
    queues: { include: ["Sales*"], exclude: [], ids: [] }
    rate_limit: { requests_per_minute: 240 }
    service_level: [ { match: "VIP*", target: 0.9, threshold: 10s } ]
  - name: beta
    platform: cxone
    api: acd
    oauth: { access_key_id: a, access_key_secret_file: /run/secrets/beta }
  - name: gamma
    platform: genesys
    api: details
    region: mypurecloud.de
    oauth: { client_id: a, client_secret_file: /run/secrets/gamma }
`;

const parse = (text: string) =>
  parseConfig(text, { file: 'config.yaml', platforms, env: {}, inspectFile: () => undefined });

describe('the analytics queries of a tenant', () => {
  const withQueries = (queries: string) =>
    parse(EXAMPLE.replace('api: v2\n', `api: v2\n    analytics: ${queries}\n`));

  it('accepts three queries, and numbers from the environment', () => {
    const text = EXAMPLE.replace(
      'api: v2\n',
      `api: v2\n    analytics: [{ dimensions: [queue, channel], metrics: [handle_time], window: 7d, max_groups: "\${GROUPS}" }, { dimensions: [channel] }, { dimensions: [channel, skill, campaign] }]\n`,
    );
    const options = { file: 'config.yaml', platforms, inspectFile: () => undefined };
    expect(parseConfig(text, { ...options, env: { GROUPS: '200' } }).tenants).toHaveLength(3);
  });

  it.each([
    ['[]', 'analytics: must'],
    [
      '[{ dimensions: [channel] }, { dimensions: [channel, queue] }, { dimensions: [channel, skill] }, { dimensions: [channel, campaign] }]',
      'analytics: must have up to 3 queries',
    ],
    ['[{ metrics: [handle_time] }]', 'analytics[0].dimensions: is missing'],
    ['[{ dimensions: [queue] }]', 'analytics[0].dimensions: must include channel'],
    ['[{ dimensions: [] }]', 'analytics[0].dimensions: must'],
    ['[{ dimensions: [channel, queue, queue] }]', 'analytics[0].dimensions[2]: is listed twice; delete one'],
    ['[{ dimensions: [channel, agent] }]', 'analytics[0].dimensions[1]: cannot be exported, because labels'],
    ['[{ dimensions: [channel, date] }]', 'analytics[0].dimensions[1]: cannot be exported, because each day'],
    ['[{ dimensions: [channel, team] }]', 'analytics[0].dimensions[1]: must be'],
    ['[{ dimensions: [channel], metrics: [] }]', 'analytics[0].metrics: must'],
    ['[{ dimensions: [channel], metrics: [occupancy] }]', 'analytics[0].metrics[0]: must be'],
    [
      '[{ dimensions: [channel], metrics: [talk_time, talk_time] }]',
      'analytics[0].metrics[1]: is listed twice; delete one',
    ],
    ['[{ dimensions: [channel], window: 10m }]', 'analytics[0].window: must be from 15m up to 7d'],
    ['[{ dimensions: [channel], window: 8d }]', 'analytics[0].window: must be from 15m up to 7d'],
    [
      '[{ dimensions: [channel], max_groups: 201 }]',
      'analytics[0].max_groups: must be a whole number from 1 to 200',
    ],
    [
      '[{ dimensions: [channel, queue, skill] }, { dimensions: [skill, channel, queue], window: 1h }]',
      'analytics[1].dimensions: are those of analytics[0]; delete one of the two queries',
    ],
    [
      '[{ dimensions: [channel], metric: [talk_time] }]',
      'analytics[0].metric: unknown key; did you mean "metrics"?',
    ],
  ])('refuses %s', (queries, message) => {
    expect(() => withQueries(queries)).toThrow(`tenants[0].${message}`);
  });

  it('refuses them for a platform without interaction analytics', () => {
    const text = EXAMPLE.replace('api: acd\n', 'api: acd\n    analytics: [{ dimensions: [channel] }]\n');
    expect(() => parse(text)).toThrow('tenants[1].analytics: unknown key');
  });
});

describe('the platforms there are', () => {
  it('accepts the documented example of each platform', () => {
    const { tenants } = parse(EXAMPLE);
    expect(tenants.map(({ name, platform, api }) => [name, platform, api])).toEqual([
      ['acme', 'cxone', 'v2'],
      ['beta', 'cxone', 'acd'],
      ['gamma', 'genesys', 'details'],
    ]);
    expect(tenants[0]?.polling).toEqual(
      parse(EXAMPLE.slice(EXAMPLE.indexOf('tenants:'))).tenants[0]?.polling,
    );
  });

  it('rejects unknown keys of a platform at every depth', () => {
    const wrong = EXAMPLE.replace('client_auth: post', 'client_atuh: post').replace('region:', 'regoin:');
    expect(() => parse(wrong)).toThrow(ConfigError);
    expect(() => parse(wrong)).toThrow(
      'tenants[0].oauth.client_atuh: unknown key; did you mean "client_auth"?',
    );
    expect(() => parse(wrong)).toThrow('tenants[2].regoin: unknown key; did you mean "region"?');
  });

  it('reads numbers and booleans of platform settings from the environment', () => {
    const text = EXAMPLE.replace('api: v2\n', `api: v2\n    max_pages: "\${PAGES}"\n`).replace(
      'client_auth: post',
      `allow_insecure_http: \${INSECURE}`,
    );
    const env = { PAGES: '300', INSECURE: 'true' };
    const options = { file: 'config.yaml', platforms, inspectFile: () => undefined };
    expect(parseConfig(text, { ...options, env }).tenants).toHaveLength(3);
    expect(() => parseConfig(text, { ...options, env: { PAGES: 'many', INSECURE: 'maybe' } })).toThrow(
      /max_pages: must be a number.*\n.*allow_insecure_http: must be true or false/,
    );
  });

  it.each([
    ['https://us-1.api.cxm.nice.incontact.com/api', 'http://x.com/api', 'tenants[0].oauth.token_url'],
    [
      'api: acd',
      'api: acd\n    issuer_url: http://x.com',
      'tenants[1].issuer_url',
      ', client_id: a, client_secret_file: b }',
    ],
    ['region: mypurecloud.de', 'base_url: http://x.com', 'tenants[2].base_url'],
    [
      'api: details\n    region: mypurecloud.de',
      'api: observations\n    base_url: http://x.com',
      'tenants[2].base_url',
    ],
  ])('rejects an address that the secret would reach unencrypted: %s', (good, bad, key, more = ' }') => {
    const text = EXAMPLE.replace(good, bad).replace('/run/secrets/beta }', `/run/secrets/beta${more}`);
    expect(() => parse(text)).toThrow(
      `${key}: would send the secret unencrypted to http://x.com; use https, or set oauth.allow_insecure_http: true`,
    );
  });

  it('rejects an unknown AWS region, but accepts any domain', () => {
    const inRegion = (region: string) => parse(EXAMPLE.replace('mypurecloud.de', region)).tenants[2];
    expect(() => inRegion('eu-nowhere-1')).toThrow('one of the AWS regions us-east-1, us-east-2');
    expect(inRegion('eu-central-1')).toBeDefined();
    expect(inRegion('mypurecloud.new')).toBeDefined();
  });
});
