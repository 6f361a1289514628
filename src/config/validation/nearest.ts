/** Most edits between a word and its suggestion: changed, added, dropped or swapped letters. */
const MAX_EDITS = 2;
/** Fewest letters of the word per edit: two edits would make a short word unrecognisable. */
const LETTERS_PER_EDIT = 3;

/** The candidate that a mistyped word probably means. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  return fewestEdits(candidates, allowedEdits(word), (candidate) =>
    editDistance(normalise(word), normalise(candidate)),
  );
}

/** The name that a mistyped pattern should probably match; `*` stands for any characters and `?` for one. */
export function nearestMatch(pattern: string, names: readonly string[]): string | undefined {
  const spelled = pattern.toLowerCase();
  return fewestEdits(names, allowedEdits(pattern.replaceAll(/[*?]/g, '')), (name) =>
    editDistance(spelled, name.toLowerCase(), true),
  );
}

function allowedEdits(word: string): number {
  return Math.min(MAX_EDITS, Math.floor(word.length / LETTERS_PER_EDIT));
}

/** The first candidate with the fewest edits, if not more than allowed. */
function fewestEdits(
  candidates: readonly string[],
  allowed: number,
  editsOf: (candidate: string) => number,
): string | undefined {
  let nearest: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const edits = editsOf(candidate);
    if (edits <= allowed && edits < fewest) [nearest, fewest] = [candidate, edits];
  }
  return nearest;
}

/** `; did you mean "interval"?`, or an empty text. */
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

/**
 * Optimal string alignment distance: insertions, deletions, replacements and transpositions. With wildcards, a `*` in `a`
 * matches any characters of `b` at no cost, and a `?` matches one.
 */
function editDistance(a: string, b: string, wildcards = false): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const isAny = wildcards && a[i - 1] === '*';
    const row = [at(last, 0) + (isAny ? 0 : 1)];
    for (let j = 1; j <= b.length; j++) {
      if (isAny) {
        row.push(Math.min(at(last, j), at(row, j - 1)));
        continue;
      }
      const isSame = a[i - 1] === b[j - 1] || (wildcards && a[i - 1] === '?');
      const replaced = at(last, j - 1) + (isSame ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? at(beforeLast, j - 2) + 1
          : Infinity;
      row.push(Math.min(replaced, swapped, at(last, j) + 1, at(row, j - 1) + 1));
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

/** A cell of a row; every index used above is within the row. */
function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
