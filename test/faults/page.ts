/** Pages of metrics as the suite reads them: strictly, so that a page that no reader accepts is seen. */

export interface Series {
  /** Name and labels as they stand on the page. */
  readonly text: string;
  /** Without the prefix of all metrics, `contact_center_`. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Page {
  readonly all: readonly Series[];
  /** Of a series without labels, or with these alone. */
  readonly value: (name: string, labels?: Readonly<Record<string, string>>) => number | undefined;
  readonly ofTenant: (tenant: string) => readonly Series[];
  /** Lines that no reader understands, and series that stand on it twice. */
  readonly faults: readonly string[];
}

const SAMPLE = /^([a-z_0-9]+)(?:\{(.*)\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|\+Inf)$/;
const LABEL = /([a-z_]+)="((?:[^"\\]|\\.)*)"(?:,|$)/g;
const PREFIX = 'contact_center_';

/** Lines read before: most stand unchanged on the next page. */
const known = new Map<string, Series>();
const MAX_KNOWN = 50_000;

function readLine(line: string): Series | undefined {
  const seen = known.get(line);
  if (seen) return seen;
  const [, name = '', labels = '', value] = SAMPLE.exec(line) ?? [];
  if (value === undefined) return undefined;
  const series: Series = {
    text: line.slice(0, line.lastIndexOf(' ')),
    name: name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name,
    labels: Object.fromEntries([...labels.matchAll(LABEL)].map(([, label, content]) => [label, content])),
    value: value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value),
  };
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(line, series);
  return series;
}

export function readPage(text: string): Page {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const faults: string[] = text.endsWith('\n') ? [] : ['the page does not end with a line break'];
  const byText = new Map<string, Series>();
  for (const line of lines) {
    const series = readLine(line);
    if (!series) faults.push(`not a sample: ${line}`);
    else if (byText.has(series.text)) faults.push(`twice on the page: ${series.text}`);
    else byText.set(series.text, series);
  }
  const all = [...byText.values()];
  const byTenant = Map.groupBy(all, ({ labels }) => labels.tenant ?? '');
  return {
    all,
    faults,
    ofTenant: (tenant) => byTenant.get(tenant) ?? [],
    value: (name, labels = {}) => {
      const inBraces = Object.entries(labels).map(([label, content]) => `${label}="${content}"`);
      const braces = inBraces.length > 0 ? `{${inBraces.join(',')}}` : '';
      return (byText.get(`${PREFIX}${name}${braces}`) ?? byText.get(`${name}${braces}`))?.value;
    },
  };
}

const IDENTITY = ['tenant', 'queue_id', 'queue', 'media'];

/** Name of a queue's figure with its other labels: `agents{available}`; undefined for any other series. */
export function figureOf({ name, labels }: Series): string | undefined {
  if (!name.startsWith('queue_') || labels.queue_id === undefined) return undefined;
  const own = Object.entries(labels).filter(([label]) => !IDENTITY.includes(label));
  const values = own.map(([, content]) => content);
  return `${name.slice('queue_'.length)}${values.length > 0 ? `{${values.join(',')}}` : ''}`;
}
