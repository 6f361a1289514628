import { describe, expect, it } from 'vitest';
import { policyFor } from '../../src/domain/index.ts';
import { minimal, parse, problemsOf } from './parse.ts';

const GENESYS = `- name: globex
  platform: genesys
  api: observations
  region: mypurecloud.de
  oauth: { client_id: a, client_secret: b }
`;
const both = (section: string, ...more: readonly string[]) =>
  `service_level: ${section}\n${minimal(...more)}${GENESYS}`;

/** What each of two queues of the first and the second tenant has. */
function settingsOf(text: string) {
  return parse(text).tenants.map(({ serviceLevel }) =>
    ['VIP', 'Sales'].map((name) => policyFor({ name }, serviceLevel).abandons ?? 'count'),
  );
}

describe('service_level.abandons', () => {
  it('counts every abandoned contact by default', () => {
    expect(settingsOf(both('{}'))).toEqual([
      ['count', 'count'],
      ['count', 'count'],
    ]);
  });

  it('applies to all queues, unless the first matching rule of their tenant sets it', () => {
    const rules = 'service_level: [{ match: "VIP*", target: 0.9 }, { match: "*", abandons: count }]';
    expect(settingsOf(both('{ abandons: exclude }', rules))).toEqual([
      ['exclude', 'count'],
      ['exclude', 'exclude'],
    ]);
  });

  it('is refused as exclude_short in the rule of a tenant whose API does not report short abandons', () => {
    const rules = 'service_level: [{ match: x }, { match: "VIP*", abandons: exclude_short }]';
    expect(problemsOf(both('{}', rules))).toEqual([
      '7:60: tenants[0].service_level[1].abandons: cannot be exclude_short: tenant acme (cxone acd) does not report short abandons; use count or exclude',
    ]);
  });

  it('is refused as exclude_short for all tenants while one that does not report short abandons inherits it', () => {
    const inherits = [
      [],
      ['service_level: [{ match: "VIP*", abandons: count }]'],
      ['service_level: [{ match: "VIP*" }, { match: "*", abandons: count }]'],
    ];
    for (const rules of inherits)
      expect(problemsOf(both('{ abandons: exclude_short }', ...rules)).join()).toMatch(
        /^1:28: service_level\.abandons: cannot be exclude_short for every tenant: tenant acme \(cxone acd\) does not report short abandons; .*match: "\*"$/,
      );
  });

  it('is accepted as exclude_short where each other tenant sets it for all of its queues', () => {
    const rules = 'service_level: [{ match: "VIP*", abandons: exclude }, { match: "*", abandons: count }]';
    expect(settingsOf(both('{ abandons: exclude_short }', rules))).toEqual([
      ['exclude', 'count'],
      ['exclude_short', 'exclude_short'],
    ]);
  });

  it('is refused with the values that exist', () => {
    expect(problemsOf(both('{ abandons: ignore }')).join()).toContain('exclude_short');
  });
});
