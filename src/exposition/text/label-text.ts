/** Labels as both exposition formats write them. */

const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

/** Text that UTF-8 cannot carry (lone surrogates) is replaced: Prometheus refuses a whole scrape for one bad byte. */
export function escapeLabelValue(value: string): string {
  return value.toWellFormed().replace(/[\\"\n]/g, (character) => ESCAPED[character] ?? character);
}

/** `a="1",b="2"`; empty without labels. */
export function labelPairs(names: readonly string[], values: readonly string[]): string {
  return names.map((name, index) => `${name}="${escapeLabelValue(values[index] ?? '')}"`).join(',');
}
