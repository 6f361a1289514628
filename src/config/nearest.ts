/** A slip of the finger changes, adds, drops or swaps a letter or two. */
const MAX_SLIPS = 2;
/** Of a short word, two slips would leave nothing to recognise. */
const LETTERS_PER_SLIP = 3;

/** The candidate that was probably meant by a mistyped word. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const allowed = Math.min(MAX_SLIPS, Math.floor(word.length / LETTERS_PER_SLIP));
  const ranked = candidates
    .map((candidate) => ({ candidate, slips: slipsBetween(normalise(word), normalise(candidate)) }))
    .filter(({ slips }) => slips <= allowed)
    .sort((a, b) => a.slips - b.slips);
  return ranked[0]?.candidate;
}

/** `; did you mean "interval"?`, or nothing. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const meant = nearest(word, candidates);
  return meant === undefined ? '' : `; did you mean "${meant}"?`;
}

/** `staleAfter` and `stale-after` are ways to write `stale_after`. */
function normalise(word: string): string {
  return word
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
}

/** Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours. */
function slipsBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? beforeLast[j - 2]! + 1 : Infinity;
      row.push(Math.min(replaced, swapped, last[j]! + 1, row[j - 1]! + 1));
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
