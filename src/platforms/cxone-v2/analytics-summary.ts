import { z } from 'zod';
import {
  ANALYTICS_TIMES,
  type AnalyticsDimension,
  type AnalyticsMetric,
  type AnalyticsQuery,
  type AnalyticsReader,
  type AnalyticsRow,
} from '../../domain/index.ts';
import type { VendorClient } from '../../vendor-http/index.ts';
import { PlatformError } from '../platform-error.ts';
import { acceptRows, createTally, figure, PERCENT, SECONDS, type Tally, withoutDuplicates } from '../rows.ts';
import type { Settings } from './settings.ts';

/** Interaction analytics: `POST /api/v2/analytics/summary/query`, one flat row for each group of interactions. */

const ENDPOINT = 'analytics_summary';
const PAGE_SIZE = 100;

const pageSchema = z.object({
  data: z.array(z.unknown()),
  paging: z.object({ next: z.union([z.string(), z.number()]).nullish() }).nullish(),
});

const rowSchema = z.record(z.string(), z.unknown());
type Row = z.output<typeof rowSchema>;

export interface AnalyticsSummaryOptions {
  readonly client: VendorClient;
  readonly durationUnit: Settings['duration_unit'];
  readonly maxPages: number;
}

export function analyticsSummary({
  client,
  durationUnit,
  maxPages,
}: AnalyticsSummaryOptions): AnalyticsReader {
  async function readPage(query: AnalyticsQuery, next: string | undefined, signal: AbortSignal) {
    const { metrics, dimensions, start, end, filters } = query;
    const request = {
      endpoint: ENDPOINT,
      method: 'POST',
      path: '/api/v2/analytics/summary/query',
      headers: { accept: 'application/json' },
      json: {
        metrics,
        dimensions,
        dateRange: { start, end },
        filters,
        paging: { pageSize: PAGE_SIZE, next },
      },
      schema: pageSchema,
    } as const;
    return client.request(request, { collector: 'analytics', signal });
  }

  /** @throws PlatformError when the pages lead in a circle, or are more than may be read. */
  async function readAll(query: AnalyticsQuery, signal: AbortSignal): Promise<readonly unknown[]> {
    const rows: unknown[] = [];
    const followed = new Set<string>();
    for (let next: string | undefined; ; ) {
      const { data, paging } = await readPage(query, next, signal);
      rows.push(...data);
      next = String(paging?.next ?? '');
      if (next === '') return rows;
      if (followed.has(next)) throw notRead('pages_in_circle', 'the pages lead in a circle');
      if (followed.add(next).size >= maxPages)
        throw notRead('too_many_pages', `the answer has more than ${maxPages} pages; raise max_pages`);
    }
  }

  return {
    async query(query, signal) {
      const tally = createTally();
      const accepted = await acceptRows(await readAll(query, signal), rowSchema, tally);
      const rows = accepted.map((row) => readRow(row, query, durationUnit, tally));
      const distinct = withoutDuplicates(
        rows,
        ({ dimensions }) => JSON.stringify(query.dimensions.map((name) => dimensions[name])),
        tally,
      );
      return { rows: distinct, rejected: tally.rejections() };
    },
  };
}

function notRead(code: 'pages_in_circle' | 'too_many_pages', problem: string): PlatformError {
  return new PlatformError(code, problem, { endpoint: ENDPOINT });
}

function readRow(
  row: Row,
  { metrics, dimensions }: AnalyticsQuery,
  durationUnit: Settings['duration_unit'],
  tally: Tally,
): AnalyticsRow {
  const labels: Partial<Record<AnalyticsDimension, string>> = {};
  for (const name of dimensions) {
    const label = row[name];
    if (typeof label === 'string' || typeof label === 'number') labels[name] = String(label);
  }
  const figures: Partial<Record<AnalyticsMetric, number>> = {};
  for (const name of metrics) {
    const value = readFigure(name, row[name], durationUnit, tally);
    if (value !== undefined) figures[name] = value;
  }
  return { dimensions: labels, figures };
}

function readFigure(
  name: AnalyticsMetric,
  written: unknown,
  durationUnit: Settings['duration_unit'],
  tally: Tally,
): number | undefined {
  const value = readNumber(written);
  if (value === 'bad') tally.refuse(`invalid_${name}`);
  if (value === 'bad' || value === undefined) return undefined;
  if (isOneOf(ANALYTICS_TIMES, name)) {
    return figure(durationUnit === 'milliseconds' ? value / 1000 : value, SECONDS, name, tally);
  }
  const percent = figure(value, PERCENT, name, tally);
  return percent === undefined ? undefined : percent / 100;
}

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** Numbers come as such or as text. Empty is unknown; other text is no number, and certainly not 0. */
function readNumber(written: unknown): number | 'bad' | undefined {
  if (written === undefined || written === null) return undefined;
  if (typeof written === 'number') return written;
  if (typeof written !== 'string') return 'bad';
  const text = written.trim();
  if (text === '') return undefined;
  return DECIMAL.test(text) ? Number(text) : 'bad';
}

function isOneOf<Name extends string>(names: readonly Name[], name: string): name is Name {
  return names.some((each) => each === name);
}
