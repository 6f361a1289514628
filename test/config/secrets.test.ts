import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsOf } from './parse.ts';

/** Long enough that no message holds it by accident. */
const secret = fc.string({ minLength: 12, maxLength: 60, unit: 'grapheme-ascii' });
const simpleSecret = fc.stringMatching(/^[A-Za-z0-9]{12,40}$/);
const secretKey = fc.constantFrom(
  'client_secret',
  'client_secret_file',
  'client_id_token',
  'password',
  'access_key_secret',
  'api-key',
  'token_url',
  'client_auth_credential',
);

function fileWith(oauth: string): string {
  return `tenants:\n  - name: 5\n    platform: cxone\n    api: v2\n    base_url: x\n    oauth: ${oauth}\n`;
}

function told(text: string, env: Readonly<Record<string, string>> = {}): string {
  const problems = problemsOf(text, env);
  expect(problems).not.toEqual([]);
  return problems.join('\n');
}

describe('a secret never appears in a message', () => {
  it('hides a secret of the wrong type', () => {
    const shapes = fc.constantFrom(
      (text: string) => text,
      (text: string) => [text],
      (text: string) => ({ client_secret: text }),
      (text: string) => ({ [text]: null }),
      (text: string) => ({ [text]: text }),
    );
    fc.assert(
      fc.property(secretKey, secret, shapes, (key, value, shape) => {
        expect(told(fileWith(JSON.stringify({ client_auth: 'x', [key]: shape(value) })))).not.toContain(
          value,
        );
      }),
    );
  });

  it('hides a secret in place of a mapping', () => {
    fc.assert(
      fc.property(secret, (value) => {
        expect(told(fileWith(JSON.stringify(value)))).not.toContain(value);
      }),
    );
  });

  it('hides every value from the environment', () => {
    const anywhere = fc.constantFrom(
      'client_auth',
      'client_id',
      'token_url',
      'unknown',
      'client_secret_file',
    );
    fc.assert(
      fc.property(anywhere, secret, (key, value) => {
        const text = fileWith(`{ ${key}: "\${SECRET}", client_secret: 1 }`);
        expect(told(text, { SECRET: value })).not.toContain(value);
      }),
    );
  });

  it('hides a secret without the quotes it needs', () => {
    const raw = fc
      .tuple(
        fc.constantFrom('', '*', '&', '!', '|', '>', '@', '`', '%', '"', "'", '{', '[', '#', '- ', '? '),
        simpleSecret,
      )
      .map(([sign, value]) => ({ written: sign + value, value }));
    const breaks = fc.constantFrom(': ', ', ', ' #', '" ', '}', ']', ' & ', '\\');
    fc.assert(
      fc.property(raw, breaks, simpleSecret, (first, sign, second) => {
        for (const written of [first.written, `${first.written}${sign}${second}`]) {
          const inBraces = told(fileWith(`{ client_id: a, client_secret: ${written} }`));
          const inLines = told(fileWith(`\n      client_id: a\n      client_secret: ${written}`));
          const withoutSpace = told(fileWith(`{ client_id: a, client_secret:${written} }`));
          for (const message of [inBraces, inLines, withoutSpace]) {
            expect(message).not.toContain(first.value);
            expect(message).not.toContain(second);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('hides a password in a URL', () => {
    fc.assert(
      fc.property(simpleSecret, (value) => {
        const text = fileWith('{ client_id: a }').replace('base_url: x', `base_url: ftp://u:${value}@h`);
        expect(told(text)).not.toContain(value);
      }),
    );
  });
});
