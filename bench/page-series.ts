/** The series of a page in the text format, for the contestants that are to show the same ones. */

export interface PageFamily {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly series: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[];
}

export function seriesOfPage(page: string): readonly PageFamily[] {
  const helps = new Map(
    [...page.matchAll(/^# HELP (\S+) (.*)$/gm)].map(([, name = '', help = '']) => [name, help]),
  );
  const lines = [...page.matchAll(/^(\w+)\{(.*)\} (\S+)$/gm)].map(([, name = '', pairs = '', value]) => ({
    name,
    labels: Object.fromEntries([...pairs.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key, text])),
    value: Number(value),
  }));
  return [...Map.groupBy(lines, ({ name }) => name)].map(([name, series]) => ({
    name,
    help: helps.get(name) ?? '',
    labelNames: Object.keys(series[0]?.labels ?? {}),
    series,
  }));
}
