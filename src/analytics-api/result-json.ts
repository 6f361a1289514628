import { z } from 'zod';
import { ANALYTICS_DIMENSIONS, ANALYTICS_METRICS } from '../domain/index.ts';
import type { QueryResult } from './query-service.ts';
import { KPI_COLUMNS, type Table } from './table.ts';

/** Bodies of responses with their schemas, from which the OpenAPI description is generated. */

const COLUMNS = [...ANALYTICS_DIMENSIONS, ...ANALYTICS_METRICS, ...KPI_COLUMNS.map(({ name }) => name)];

export const resultSchema = z
  .strictObject({
    status: z.enum(['success', 'stale']).describe('stale: older than requested, because the platform failed'),
    row_count: z.int().min(0),
    columns: z
      .array(z.enum(COLUMNS))
      .describe('Requested dimensions and metrics, then the KPIs derived from them'),
    data: z
      .array(z.record(z.string(), z.union([z.string(), z.number(), z.null()])))
      .describe(
        'One object per row with a key per column. Times are mean seconds, ratios 0 to 1; null is unknown',
      ),
    cached: z.boolean().describe('Whether the result is from the cache'),
    age_seconds: z.number().min(0).describe('Seconds since the platform was queried'),
    rejected: z
      .record(z.string(), z.int().min(0))
      .describe(
        'Number of invalid values or rows of the platform by reason; they are excluded from the data',
      ),
  })
  .describe('A table of interaction analytics');

export const errorSchema = z
  .strictObject({
    status: z.literal('error'),
    error: z.strictObject({
      code: z.string().describe('Stable code for programs'),
      message: z.string(),
      violations: z
        .array(z.strictObject({ key: z.string(), message: z.string() }))
        .optional()
        .describe('All violations of the query, each with its key'),
    }),
  })
  .describe('Why the query failed');

type ResultJson = z.output<typeof resultSchema>;
export type ErrorJson = z.output<typeof errorSchema>;

export function resultJson({ columns, rows }: Table, result: QueryResult): ResultJson {
  return {
    status: result.origin === 'stale' ? 'stale' : 'success',
    row_count: rows.length,
    columns: [...columns],
    data: rows.map((cells) => Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? null]))),
    cached: result.origin === 'hit' || result.origin === 'stale',
    age_seconds: toMilliseconds(result.ageSeconds),
    rejected: { ...result.rejected },
  };
}

function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
