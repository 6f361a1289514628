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

/** Each unusual word of a text, with its line and the standard word. */
export function unusualWords(text: string): readonly string[] {
  return [...text.matchAll(UNUSUAL)].map(({ 0: found, index }) => {
    const phrase = found
      .toLowerCase()
      .split(/[^a-z]+/)
      .join(' ');
    const line = text.slice(0, index).split('\n').length;
    return `${line}: "${phrase}"; write: ${STANDARD_WORDS[phrase]}`;
  });
}
