import { describe, expect, it } from 'vitest';
import { sameTenant } from '../../src/config/index.ts';
import { minimal, parse } from './parse.ts';

const tenant = (text: string, env = {}) => parse(text, env).tenants[0]!;
const before = tenant(minimal());

describe('sameTenant', () => {
  it('finds no change between equal tenants', () => {
    expect(sameTenant(before, tenant(minimal()))).toBe(true);
    expect(sameTenant(before, tenant(`# a comment\n${minimal('queues: { include: [] }')}`))).toBe(true);
    expect(sameTenant(before, tenant(`polling: { queues: { interval: 15000ms } }\n${minimal()}`))).toBe(true);
    expect(
      sameTenant(before, tenant(minimal().replace('client_secret: b', `client_secret: "\${S}"`), { S: 'b' })),
    ).toBe(true);
  });

  it.each([
    ['its own key', minimal('rate_limit: { requests_per_minute: 1 }')],
    ['its labels', minimal('labels: { team: sales }')],
    ['its name', minimal().replace('acme', 'beta')],
    ['a key of its platform', minimal().replace('client_id: a', 'client_id: z')],
    ['its secret', minimal().replace('client_secret: b', 'client_secret: c')],
    ['the order of its rules', minimal('service_level: [{ match: x }]')],
    ['inherited polling', `polling: { stale_after: 4 }\n${minimal()}`],
    ['an inherited service level', `service_level: { target: 0.7 }\n${minimal()}`],
  ])('sees a change of %s', (_, text) => {
    expect(sameTenant(before, tenant(text))).toBe(false);
  });
});
