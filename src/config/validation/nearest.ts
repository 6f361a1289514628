/** A slip of the finger changes, adds, drops or swaps a letter or two. */
const MAX_SLIPS = 2;
/** Of a short word, two slips would leave nothing to recognise. */
const LETTERS_PER_SLIP = 3;

/** The candidate that was probably meant by a mistyped word. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  return fewestSlips(candidates, slipsAllowed(word), (candidate) =>
    slipsBetween(normalise(word), normalise(candidate)),
  );
}

/** The name that a mistyped pattern was probably to match, where `*` stands for any characters and `?` for one. */
export function nearestMatch(pattern: string, names: readonly string[]): string | undefined {
  const spelled = pattern.toLowerCase();
  return fewestSlips(names, slipsAllowed(pattern.replaceAll(/[*?]/g, '')), (name) =>
    slipsBetween(spelled, name.toLowerCase(), true),
  );
}

function slipsAllowed(word: string): number {
  return Math.min(MAX_SLIPS, Math.floor(word.length / LETTERS_PER_SLIP));
}

/** The first of the candidates with the fewest slips, if those are few enough. */
function fewestSlips(
  candidates: readonly string[],
  allowed: number,
  slipsOf: (candidate: string) => number,
): string | undefined {
  let nearest: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const slips = slipsOf(candidate);
    if (slips <= allowed && slips < fewest) [nearest, fewest] = [candidate, slips];
  }
  return nearest;
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

/**
 * Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours. With wildcards, a `*` in
 * `a` takes any characters of `b` at no cost, and a `?` takes one.
 */
function slipsBetween(a: string, b: string, wildcards = false): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const isAny = wildcards && a[i - 1] === '*';
    const row = [last[0]! + (isAny ? 0 : 1)];
    for (let j = 1; j <= b.length; j++) {
      if (isAny) {
        row.push(Math.min(last[j]!, row[j - 1]!));
        continue;
      }
      const isSame = a[i - 1] === b[j - 1] || (wildcards && a[i - 1] === '?');
      const replaced = last[j - 1]! + (isSame ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? beforeLast[j - 2]! + 1 : Infinity;
      row.push(Math.min(replaced, swapped, last[j]! + 1, row[j - 1]! + 1));
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
