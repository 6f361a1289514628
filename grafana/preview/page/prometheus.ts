/** Prometheus's HTTP API, through the server of this page. */

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  /** Of an instant query. */
  readonly value?: Point;
  /** Of a range query. */
  readonly values?: readonly Point[];
}

/** Unix seconds, and the value as text. */
export type Point = readonly [time: number, value: string];

export interface Range {
  /** Unix milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** What failed, for the report. */
export const errors: string[] = [];

export const instantly = async (query: string, at: number): Promise<readonly Series[]> =>
  (await ask<{ result: Series[] }>('query', { query, time: String(at / 1000) })).result;

/** `stepMs` apart, at whole multiples of it, as Grafana aligns it. */
export async function overRange(
  query: string,
  { from, to }: Range,
  stepMs: number,
): Promise<readonly Series[]> {
  const step = stepMs / 1000;
  const aligned = (time: number) => String(Math.floor(time / stepMs) * step);
  const parameters = { query, start: aligned(from), end: aligned(to), step: String(step) };
  return (await ask<{ result: Series[] }>('query_range', parameters)).result;
}

export const labelValues = (label: string, selector: string | undefined, { from, to }: Range) =>
  ask<string[]>(`label/${label}/values`, {
    start: String(from / 1000),
    end: String(to / 1000),
    ...(selector !== undefined && { 'match[]': selector }),
  });

async function ask<Data>(path: string, parameters: Readonly<Record<string, string>>): Promise<Data> {
  const response = await fetch(`/prometheus/api/v1/${path}?${new URLSearchParams(parameters)}`);
  const { data, error } = (await response.json()) as { data?: Data; error?: string };
  if (data !== undefined) return data;
  const message = `${path} ${parameters.query ?? ''}: ${error ?? response.status}`;
  errors.push(message);
  throw new Error(message);
}
