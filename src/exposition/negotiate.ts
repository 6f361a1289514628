/** Content negotiation of `/metrics` (RFC 9110, sections 12.4 and 12.5). */

export type Format = 'text' | 'openmetrics';
export type Encoding = 'identity' | 'gzip';

export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

interface Preference {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** 0..1; 0 means not acceptable. */
  readonly quality: number;
}

/** Headers kept in the memo: each client sends the same header with every scrape, and there are few clients. */
const MAX_MEMOIZED_HEADERS = 100;

function memoized<T>(read: (header: string | undefined) => T): (header: string | undefined) => T {
  const known = new Map<string | undefined, T>();
  return (header) => {
    const result = known.get(header) ?? read(header);
    if (known.size < MAX_MEMOIZED_HEADERS) known.set(header, result);
    return result;
  };
}

/** OpenMetrics where the client names it and prefers it or likes both equally; otherwise the text format. */
export const negotiate = memoized((accept: string | undefined): Format => {
  const preferences = preferencesOf(accept);
  const openMetrics = preferences
    .filter(
      ({ name, parameters }) =>
        name === 'application/openmetrics-text' && (parameters.version ?? '1.0.0') === '1.0.0',
    )
    .reduce((best, { quality }) => Math.max(best, quality), 0);
  const text = qualityOf(preferences, ['text/plain', 'text/*', '*/*']);
  return openMetrics > 0 && openMetrics >= text ? 'openmetrics' : 'text';
});

export const acceptsGzip = memoized(
  (acceptEncoding: string | undefined): boolean =>
    qualityOf(preferencesOf(acceptEncoding), ['gzip', 'x-gzip', '*']) > 0,
);

/** The quality of the first of the names, most specific first, that the client mentions. */
function qualityOf(preferences: readonly Preference[], names: readonly string[]): number {
  for (const name of names) {
    const qualities = preferences.filter((each) => each.name === name).map(({ quality }) => quality);
    if (qualities.length > 0) return Math.max(...qualities);
  }
  return 0;
}

function preferencesOf(header: string | undefined): readonly Preference[] {
  return (header ?? '')
    .split(',')
    .map((item) => item.split(';').map((part) => part.trim()))
    .filter(([name]) => name)
    .map(([name = '', ...pairs]) => {
      const parameters = Object.fromEntries(pairs.map(parameterOf));
      return { name: name.toLowerCase(), parameters, quality: qualityIn(parameters.q) };
    });
}

function parameterOf(pair: string): [name: string, value: string] {
  const [name = '', value = ''] = pair.split('=', 2);
  return [name.trim().toLowerCase(), value.trim().replaceAll('"', '')];
}

/** A malformed quality counts as the default, 1. */
function qualityIn(text: string | undefined): number {
  const quality = text ? Number(text) : 1;
  return Number.isNaN(quality) ? 1 : Math.min(1, Math.max(0, quality));
}
