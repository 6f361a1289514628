import { createHash } from 'node:crypto';
import type { AnalyticsQuery } from '../domain/index.ts';
import type { QueryBody } from './query.ts';

/** Canonical form of queries: equivalent queries have the same form and share a cache entry. */

/** The query as it is sent to the platform. */
export function canonicalQuery(written: QueryBody): AnalyticsQuery {
  return {
    metrics: written.metrics.toSorted(),
    dimensions: written.dimensions.toSorted(),
    start: canonicalInstant(written.start_date),
    end: canonicalInstant(written.end_date),
    filters: (written.filters ?? []).map(withSortedKeys),
  };
}

/** The cache's key: SHA-256 of the canonical query and the tenant. */
export function keyOf(tenantIdentity: string, query: AnalyticsQuery): string {
  const { metrics, dimensions, start, end, filters } = query;
  const text = JSON.stringify([tenantIdentity, metrics, dimensions, start, end, filters]);
  return createHash('sha256').update(text).digest('hex');
}

const MINUTE_MS = 60_000;

/** The offset is kept, because the platform may use it to delimit days. */
function canonicalInstant(text: string): string {
  const [, sign = '+', hours = '00', minutes = '00'] = /([+-])(\d\d):?(\d\d)$/.exec(text) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const local = new Date(Date.parse(text) + offset * MINUTE_MS).toISOString();
  return `${local.replace(/(\.000)?Z$/, '')}${offset === 0 ? '+' : sign}${hours}:${minutes}`;
}

function withSortedKeys<Value>(value: Value): Value;
function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withSortedKeys(item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, child]) => [key, withSortedKeys(child)]));
}
