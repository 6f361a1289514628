import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { unusualWords } from './support/house-words.ts';

/** What people read: code with its comments, references, runbooks, panels. Lock files and pictures are not. */
const FILES = [
  'src/**/*.{ts,js,css,md}',
  'tools/**/*.ts',
  'docs/**/*.md',
  'alerts/**/*.{ts,yaml,md,tmpl}',
  'grafana/{src,dashboards,preview,provisioning}/**/*.{ts,tsx,json,yaml}',
  'grafana/*.{ts,md}',
  'README.md',
  'CONTRIBUTING.md',
];

describe('house style', () => {
  it('uses standard words in code, references, runbooks and dashboards', () => {
    const files = FILES.flatMap((pattern) =>
      globSync(pattern, { exclude: ['**/node_modules/**', '**/package-lock.json'] }),
    );
    expect(files.length).toBeGreaterThan(400);
    expect(
      files.flatMap((file) => unusualWords(readFileSync(file, 'utf8')).map((each) => `${file}:${each}`)),
    ).toEqual([]);
  });

  it('finds an unusual word in a comment, in a string and across a line break', () => {
    const text = "/** As the platform told us, by\n * itself. */\nlog.warn('Asked anew');\n// A mended page";
    expect(unusualWords(text)).toEqual([
      '1: "told"; write: reported, informed',
      '1: "by itself"; write: automatically, alone',
      '3: "anew"; write: again',
      '4: "mended"; write: fixed, repaired',
    ]);
  });
});
