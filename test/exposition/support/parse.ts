/**
 * A strict reader of both exposition formats, written from their descriptions alone: it throws on anything that
 * Prometheus would refuse or count twice.
 */

export interface ParsedFamily {
  readonly type: string;
  readonly help: string;
  /** Values by series; a series is written `name{a="1",b="2"}`, labels sorted, as JSON. */
  readonly samples: ReadonlyMap<string, number>;
}

export function seriesKey(name: string, labels: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(labels)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([name, sorted]);
}

export function parse(page: string, format: 'text' | 'openmetrics'): ReadonlyMap<string, ParsedFamily> {
  const families = new Map<string, { type: string; help: string; samples: Map<string, number> }>();
  let current = '';
  const lines = page.split('\n');
  if (lines.pop() !== '') throw new Error('The page does not end with a line feed');
  if (format === 'openmetrics' && lines.pop() !== '# EOF')
    throw new Error('The page does not end with # EOF');
  for (const line of lines) {
    const comment = /^# (HELP|TYPE) (\S+) (.*)$/s.exec(line);
    if (comment) {
      const [, kind, name = '', rest = ''] = comment;
      if (kind === 'HELP') {
        if (families.has(name)) throw new Error(`Family ${name} appears twice`);
        families.set(name, { type: '', help: unescaped(rest), samples: new Map() });
        current = name;
      } else {
        const family = families.get(name);
        if (name !== current || !family || family.type !== '') throw new Error(`Stray TYPE: ${line}`);
        family.type = rest;
      }
      continue;
    }
    const family = families.get(current);
    const sample = readSample(line);
    if (!family || !suffixes(family.type, format).some((suffix) => sample.name === current + suffix)) {
      throw new Error(`Sample outside its family ${current}: ${line}`);
    }
    const key = seriesKey(sample.name, sample.labels);
    if (family.samples.has(key)) throw new Error(`Series appears twice: ${line}`);
    family.samples.set(key, sample.value);
  }
  return families;
}

/** All samples of a page. */
export function samplesOf(page: string, format: 'text' | 'openmetrics'): ReadonlyMap<string, number> {
  return new Map([...parse(page, format).values()].flatMap(({ samples }) => [...samples]));
}

function suffixes(type: string, format: 'text' | 'openmetrics'): readonly string[] {
  if (type === 'histogram') return ['_bucket', '_sum', '_count'];
  if (type === 'counter' && format === 'openmetrics') return ['_total'];
  return [''];
}

const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^\\"]+|\\[\\"n])*)"/sy;

function readSample(line: string): { name: string; labels: Record<string, string>; value: number } {
  const name = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line)?.[0] ?? '';
  const labels: Record<string, string> = {};
  let at = name.length;
  if (line[at] === '{') {
    at += 1;
    while (line[at] !== '}') {
      LABEL.lastIndex = at;
      const label = LABEL.exec(line);
      if (!label) throw new Error(`Bad labels: ${line}`);
      const [whole, key = '', value = ''] = label;
      if (key in labels) throw new Error(`Label ${key} appears twice: ${line}`);
      labels[key] = unescaped(value);
      at += whole.length;
      if (line[at] === ',') at += 1;
    }
    at += 1;
  }
  const text = line.slice(at);
  if (!/^ (?:[+-]Inf|-?\d+(?:\.\d+)?(?:e[+-]\d+)?)$/.test(text)) throw new Error(`Bad value: ${line}`);
  return { name, labels, value: Number(text.replace('Inf', 'Infinity')) };
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}
