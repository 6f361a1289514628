import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Assertions that any error satisfies, and that therefore cannot fail for the right reason. */
const BARE =
  /(?<!\bnot\s*)\.\s*toThrow(?:Error)?\s*\(\s*(?:Error\s*)?\)|\brejects\s*\.\s*(?:toBeDefined|toBeTruthy|toBeInstanceOf\s*\(\s*Error\s*\)|not\b)/g;

function bareAssertionsIn(text: string): readonly string[] {
  return text.match(BARE) ?? [];
}

it.each([
  ['expect(f).toThrow()', 1],
  ['await expect(p).rejects.toThrow()', 1],
  ['await expect(p)\n  .rejects\n  .toThrowError( )', 1],
  ['expect(f).toThrow(Error)', 1],
  ['await expect(p).rejects.toBeDefined()', 1],
  ['await expect(p).rejects.toBeInstanceOf(Error)', 1],
  ["expect(f).toThrow('no such queue')", 0],
  ["await expect(p).rejects.toMatchObject({ code: 'invalid' })", 0],
  ['expect(f).not.toThrow()', 0],
])('finds in %j %i assertions that any error satisfies', (text, found) => {
  expect(bareAssertionsIn(text)).toHaveLength(found);
});

it('finds no test that accepts any error', () => {
  const files = globSync('test/**/*.{ts,js}').filter((file) => !file.endsWith('assertions.test.ts'));
  expect(files.length).toBeGreaterThan(100);
  const found = files.flatMap((file) =>
    bareAssertionsIn(readFileSync(file, 'utf8')).map((assertion) => `${file}: ${assertion}`),
  );
  expect(found).toEqual([]);
});
