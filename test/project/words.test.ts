import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Words of a private dialect, and the standard word that a reader would search for. */
const STANDARD_WORDS: Readonly<Record<string, string>> = {
  told: 'reported, informed',
  tells: 'reports, shows',
  said: 'reported',
  anew: 'again',
  mend: 'fix, repair',
  mended: 'fixed, repaired',
  mends: 'fixes, repairs',
  lest: 'so that ... not',
  whoever: 'the user, the caller, clients that',
  nobody: 'no agent, no caller, no client',
  'no word': 'no response',
  'is no': 'is not a',
  'is none': 'is not one, does not exist',
  'asked of': 'requested from',
  'in vain': 'without success',
  'by itself': 'automatically, alone',
  'as a rule': 'usually',
  'what stands': 'the content, the value',
  'at hand': 'available, cached',
  'goes on': 'continues',
  'has come': 'has arrived',
  'looked at': 'checked, read',
  'one by one': 'individually',
  'in sight': 'visible',
  'what became of': 'the outcome of',
  'what becomes of': 'the outcome of',
};

/** Between two words of a phrase: white space, or a line break within a comment. */
const GAP = String.raw`(?:[ \t]+|[ \t]*\r?\n[ \t]*(?:\*|//|#)?[ \t]*)`;
const phrases = Object.keys(STANDARD_WORDS).map((phrase) => phrase.replaceAll(' ', GAP));
const UNUSUAL = new RegExp(String.raw`\b(?:${phrases.join('|')})\b`, 'gi');

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

/** Each unusual word of a text, with its line and the standard word. */
function unusualWords(text: string): readonly string[] {
  return [...text.matchAll(UNUSUAL)].map(({ 0: found, index }) => {
    const phrase = found
      .toLowerCase()
      .split(/[^a-z]+/)
      .join(' ');
    const line = text.slice(0, index).split('\n').length;
    return `${line}: "${phrase}"; write: ${STANDARD_WORDS[phrase]}`;
  });
}

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
