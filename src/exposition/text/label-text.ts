/** Labels in the syntax of both exposition formats. */

const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

/** Escapes a value and replaces lone surrogates: Prometheus rejects a whole scrape for one byte of invalid UTF-8. */
export function escapeLabelValue(value: string): string {
  return value.toWellFormed().replace(/[\\"\n]/g, (character) => ESCAPED[character] ?? character);
}

/** `a="1",b="2"`; empty without labels. A label without a value is left out, and so is an empty one, which Prometheus takes for none. */
export function labelPairs(names: readonly string[], values: readonly string[]): string {
  return values
    .flatMap((value, index) => (value === '' ? [] : `${names[index]}="${escapeLabelValue(value)}"`))
    .join(',');
}
