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

describe('the platforms there are', () => {
  it('take the example of the documentation', () => {
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

  it('are held to their keys at every depth', () => {
    const wrong = EXAMPLE.replace('client_auth: post', 'client_atuh: post').replace('region:', 'regoin:');
    expect(() => parse(wrong)).toThrow(ConfigError);
    expect(() => parse(wrong)).toThrow(
      'tenants[0].oauth.client_atuh: unknown key; did you mean "client_auth"?',
    );
    expect(() => parse(wrong)).toThrow('tenants[2].regoin: unknown key; did you mean "region"?');
  });
});
