import { z } from 'zod';
import { ANALYTICS_DIMENSIONS, ANALYTICS_METRICS } from '../domain/index.ts';
import type { QueryResult } from './query-service.ts';
import { KPI_COLUMNS, type Table } from './table.ts';

/** The bodies of answers, and their schemas, of which the OpenAPI description is made. */

const COLUMNS = [...ANALYTICS_DIMENSIONS, ...ANALYTICS_METRICS, ...KPI_COLUMNS.map(({ name }) => name)];

export const resultSchema = z
  .strictObject({
    status: z
      .enum(['success', 'stale'])
      .describe('stale: older than asked for, because the platform could not be asked'),
    row_count: z.int().min(0),
    columns: z
      .array(z.enum(COLUMNS))
      .describe('Dimensions and metrics as asked for, then the KPIs that follow from them'),
    data: z
      .array(z.record(z.string(), z.union([z.string(), z.number(), z.null()])))
      .describe(
        'An object for each row with a key for each column. Times are mean seconds, shares 0 to 1; null is unknown',
      ),
    cached: z.boolean().describe('Whether the answer was kept from an earlier query'),
    age_seconds: z.number().min(0).describe('Since the platform was asked'),
    rejected: z
      .record(z.string(), z.int().min(0))
      .describe(
        'How many figures or rows of the platform were refused as invalid, by reason; they are not in the data',
      ),
  })
  .describe('A table of interaction analytics');

export const errorSchema = z
  .strictObject({
    status: z.literal('error'),
    error: z.strictObject({
      code: z.string().describe('Stable, for programs'),
      message: z.string(),
      violations: z
        .array(z.strictObject({ key: z.string(), message: z.string() }))
        .optional()
        .describe('Everything that is wrong with the query, each with its key'),
    }),
  })
  .describe('Why there is no answer');

type ResultJson = z.output<typeof resultSchema>;
export type ErrorJson = z.output<typeof errorSchema>;

export function resultJson({ columns, rows }: Table, answered: QueryResult): ResultJson {
  return {
    status: answered.origin === 'stale' ? 'stale' : 'success',
    row_count: rows.length,
    columns: [...columns],
    data: rows.map((cells) => Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? null]))),
    cached: answered.origin === 'hit' || answered.origin === 'stale',
    age_seconds: toMilliseconds(answered.ageSeconds),
    rejected: { ...answered.rejected },
  };
}

function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
