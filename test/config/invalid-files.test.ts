import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from '../../src/config/index.ts';
import { fakePlatforms } from './fake-platforms.ts';

/** Each file says in its first lines what is to be found wrong with it: `# expect: line:column: path: message`. */
const folder = join(import.meta.dirname, 'invalid');
const SECRET = 'hunter22';
const EXPECT = '# expect: ';

function problemsOf(file: string): readonly string[] {
  try {
    parseConfig(readFileSync(file, 'utf8'), {
      file,
      platforms: fakePlatforms,
      env: { SECRET, EMPTY: '' },
    });
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('invalid configuration files', () => {
  const files = globSync('*.yaml', { cwd: folder });

  it('has many invalid files to check', () => {
    expect(files.length).toBeGreaterThan(25);
  });

  it.each(files)('reports every problem of %s at its place', (name) => {
    const file = join(folder, name);
    const expected = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith(EXPECT))
      .map((line) => `${file}:${line.slice(EXPECT.length)}`);
    expect(expected).not.toEqual([]);
    const problems = problemsOf(file);
    expect(problems).toEqual(expected);
    expect(problems.join('\n')).not.toContain(SECRET);
  });

  it('names the file as it is given', () => {
    const parse = () => parseConfig('', { file: 'here.yaml', platforms: [], env: {} });
    expect(parse).toThrow(`here.yaml:1:1: is empty; start with "tenants:"`);
  });
});
