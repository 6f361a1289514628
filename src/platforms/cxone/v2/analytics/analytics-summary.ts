/**
 * Interaction analytics: `POST /api/v2/analytics/summary/query`, one flat row for each group. Source: CXone guide to interaction analytics;
 * rates are percent, the unit of times is not stated (see `duration_unit`).
 */

import { z } from 'zod';
import {
  ANALYTICS_TIMES,
  type AnalyticsDimension,
  type AnalyticsMetric,
  type AnalyticsQuery,
  type AnalyticsReader,
  type AnalyticsRow,
} from '../../../../domain/index.ts';
import type { VendorClient } from '../../../../vendor-http/index.ts';
import { type Page, readAllPages } from '../../../shared/pages.ts';
import {
  createRejectionCounter,
  PERCENT,
  parseRows,
  type RejectionCounter,
  SECONDS,
  validNumber,
  withoutDuplicates,
} from '../../../shared/rows.ts';
import { decimal } from '../../../shared/wire-values.ts';
import type { Settings } from '../settings.ts';

const ENDPOINT = 'analytics_summary';
/** Page size of the guide. */
const PAGE_SIZE = 100;

/** Cursor of the first page, which is requested without one. */
const FIRST_PAGE = '';

const pageSchema = z
  .object({
    data: z.array(z.unknown()),
    paging: z.object({ next: z.union([z.string(), z.number()]).nullish() }).nullish(),
  })
  .transform(({ data, paging }): Page<string> => {
    const next = String(paging?.next ?? '');
    return next === '' ? { rows: data } : { rows: data, next };
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
  /** @throws the errors of {@link readAllPages} and of the requests. */
  function readAll(query: AnalyticsQuery, signal: AbortSignal): Promise<readonly unknown[]> {
    const { metrics, dimensions, start, end, filters } = query;
    const read = (cursor: string) =>
      client.request(
        {
          endpoint: ENDPOINT,
          method: 'POST',
          path: '/api/v2/analytics/summary/query',
          headers: { accept: 'application/json' },
          json: {
            metrics,
            dimensions,
            dateRange: { start, end },
            filters,
            paging: { pageSize: PAGE_SIZE, next: cursor === FIRST_PAGE ? undefined : cursor },
          },
          schema: pageSchema,
        },
        { collector: 'analytics', signal },
      );
    return readAllPages({
      endpoint: ENDPOINT,
      maxPages,
      mayHaveEmptyPages: true,
      first: FIRST_PAGE,
      keyOf: String,
      read,
    });
  }

  return {
    async query(query, signal) {
      const rejections = createRejectionCounter();
      const accepted = await parseRows(await readAll(query, signal), rowSchema, rejections);
      const rows = accepted.map((row) => readRow(row, query, durationUnit, rejections));
      const distinct = withoutDuplicates(
        rows,
        ({ dimensions }) => JSON.stringify(query.dimensions.map((name) => dimensions[name])),
        rejections,
      );
      return { rows: distinct, rejected: rejections.counts() };
    },
  };
}

function readRow(
  row: Row,
  { metrics, dimensions }: AnalyticsQuery,
  durationUnit: Settings['duration_unit'],
  rejections: RejectionCounter,
): AnalyticsRow {
  const labels: Partial<Record<AnalyticsDimension, string>> = {};
  for (const name of dimensions) {
    const label = row[name];
    if (typeof label === 'string' || typeof label === 'number') labels[name] = String(label);
  }
  const figures: Partial<Record<AnalyticsMetric, number>> = {};
  for (const name of metrics) {
    const value = readFigure(name, row[name], durationUnit, rejections);
    if (value !== undefined) figures[name] = value;
  }
  return { dimensions: labels, figures };
}

function readFigure(
  name: AnalyticsMetric,
  written: unknown,
  durationUnit: Settings['duration_unit'],
  rejections: RejectionCounter,
): number | undefined {
  const value = readNumber(written);
  if (value === 'bad') rejections.reject(`invalid_${name}`);
  if (value === 'bad' || value === undefined) return undefined;
  if (isOneOf(ANALYTICS_TIMES, name)) {
    return validNumber(durationUnit === 'milliseconds' ? value / 1000 : value, SECONDS, name, rejections);
  }
  const percent = validNumber(value, PERCENT, name, rejections);
  return percent === undefined ? undefined : percent / 100;
}

/** Numbers may be text. Empty text is unknown; other text is rejected. */
function readNumber(written: unknown): number | 'bad' | undefined {
  if (written === undefined || written === null) return undefined;
  if (typeof written === 'number') return written;
  if (typeof written !== 'string') return 'bad';
  const value = decimal(written);
  return Number.isNaN(value) ? 'bad' : value;
}

function isOneOf<Name extends string>(names: readonly Name[], name: string): name is Name {
  return names.some((each) => each === name);
}
