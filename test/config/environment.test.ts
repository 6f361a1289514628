import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minimal, parse, problemsOf } from './parse.ts';

const ref = (name: string) => `\${${name}}`;

/** What a quoted text in the file is read as. */
function read(text: string, env: Readonly<Record<string, string>> = {}): string {
  const file = minimal().replace('client_id: a', () => `client_id: ${JSON.stringify(text)}`);
  const { oauth } = parse(file, env).tenants[0]!.settings as { oauth: { client_id: string } };
  return oauth.client_id;
}

describe('environment variables', () => {
  it('replaces references by environment variables', () => {
    expect(read(`${ref('A')}-${ref('B_2')}${ref('A')}`, { A: 'x', B_2: 'y' })).toBe('x-yx');
  });

  it('treats values of the environment as text, not as YAML', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (value) => {
        expect(read(ref('A'), { A: value })).toBe(value);
      }),
    );
    for (const value of ['x, client_secret: y }\ntenants: []', ref('A'), '*x', '&x', '5', 'null']) {
      expect(read(ref('A'), { A: value })).toBe(value);
    }
  });

  it('reads numbers from environment variables', () => {
    const text = minimal(`rate_limit: { requests_per_minute: "${ref('RPM')}" }`);
    expect(parse(text, { RPM: '120' }).tenants[0]?.requestsPerMinute).toBe(120);
  });

  it('keeps escaped references and every other dollar sign', () => {
    expect(read(`$${ref('A')}`)).toBe(ref('A'));
    expect(read('pa$$word$')).toBe('pa$$word$');
    const text = fc.string({ minLength: 1, unit: fc.constantFrom('$', '{', '}', 'A', '_') });
    fc.assert(
      fc.property(text, (value) => {
        expect(read(value.split('${').join('$${'))).toBe(value);
      }),
    );
  });

  it('does not expand references in keys', () => {
    expect(problemsOf(minimal(`${ref('A')}: 1`), { A: 'http' })).toEqual([
      '6:3: tenants[0].?: unknown key; is a space missing after a colon, or are quotes missing?',
    ]);
  });

  it('rejects references to variables that are not set', () => {
    expect(problemsOf(minimal(`http: "${ref('NOPE')}"`))).toEqual([
      `6:9: tenants[0].http: the environment variable NOPE is not set; set it, or $${ref('NOPE')} for the text`,
    ]);
  });
});
