import { describe, expect, it } from 'vitest';
import { minimal, parse, problemsOf } from './parse.ts';

const tenantWith = (...lines: readonly string[]) => parse(minimal(...lines)).tenants[0]!;

describe('the plan of a tenant', () => {
  it('is a file, relative to the configuration, that is checked often', () => {
    const { plan, polling } = tenantWith('plan: { file: plans/acme.csv }');
    expect(plan).toEqual({ file: '/etc/cce/plans/acme.csv' });
    expect(polling.collectors.plan).toEqual({ intervalSeconds: 15, timeoutSeconds: 15 });
  });

  it('is a URL that is polled every five minutes, or as often as is configured', () => {
    const url = 'https://wfm.example.com/export?team=4';
    expect(tenantWith(`plan: { url: "${url}" }`)).toMatchObject({
      plan: { url },
      polling: { collectors: { plan: { intervalSeconds: 300, timeoutSeconds: 60 } } },
    });
    const often = tenantWith(`plan: { url: "${url}" }`, 'polling: { plan: { interval: 10s } }');
    expect(often.polling.collectors.plan).toEqual({ intervalSeconds: 10, timeoutSeconds: 10 });
  });

  it.each([
    ['plan: {}', 'needs file or url'],
    ['plan: { file: a.csv, url: "https://a.example.com" }', 'cannot be combined with file'],
    ['plan: { url: "ftp://a.example.com" }', 'must be a full address'],
    ['plan: { url: "https://me:hush@a.example.com" }', 'must not hold a user name or a password'],
    ['plan: { file: a.csv, token_file: /dev/null }', 'belongs to url'],
    ['plan: { url: "http://a.example.com", token_file: /etc/hostname }', 'would send the token unencrypted'],
    ['plan: { fil: a.csv }', 'fil'],
  ])('is refused as %s', (line, problem) => {
    const problems = problemsOf(minimal(line)).join('\n');
    expect(problems).toContain(problem);
    expect(problems).not.toContain('hush');
  });
});
