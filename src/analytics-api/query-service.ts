import { z } from 'zod';
import { abortAfter } from '../async/index.ts';
import {
  ANALYTICS_DIMENSIONS,
  ANALYTICS_METRICS,
  type AnalyticsQuery,
  type AnalyticsReader,
  type AnalyticsResult,
} from '../domain/index.ts';
import { keyOf } from './canonical-query.ts';
import { BusyError, failureOf } from './failure.ts';
import type { ResultCache } from './result-cache.ts';

/** Runs queries against the cache or the platform; identical concurrent queries share one request to the platform. */

/** A tenant whose platform supports analytics queries. */
export interface AnalyticsTenant {
  readonly name: string;
  /** Identifies the tenant's results in the cache; it changes with the tenant's configuration. */
  readonly identity: string;
  readonly reader: AnalyticsReader;
  /** Timeout of one query to the platform. */
  readonly timeoutSeconds: number;
}

/**
 * `hit`: from the cache. `miss`: from the platform. `shared`: from an identical query that was already running.
 * `stale`: expired, from the cache, because the platform failed.
 */
export type ResultOrigin = 'hit' | 'miss' | 'shared' | 'stale';

export interface QueryResult extends AnalyticsResult {
  readonly origin: ResultOrigin;
  /** Time since the platform was queried. */
  readonly ageSeconds: number;
}

export interface QueryRequest {
  readonly tenant: AnalyticsTenant;
  readonly query: AnalyticsQuery;
  /** Maximum age of the result. */
  readonly ttlSeconds: number;
}

export interface QueryService {
  /** @throws BusyError, and errors of the platform's client. */
  run(request: QueryRequest): Promise<QueryResult>;
  /** Aborts running queries and closes the cache. */
  close(): Promise<void>;
}

export interface QueryServiceOptions {
  readonly store: ResultCache;
  /** Additional age that a result may have when the platform fails. */
  readonly staleIfErrorSeconds: number;
  /** Called for an entry of the cache that is not a result. `isFirst`: the last one that was read was a result. */
  readonly onUnreadable: (isFirst: boolean) => void;
  /** Unix seconds. */
  readonly now: () => number;
}

/** Maximum of different queries at a time; more would use up the request budget of the polls. */
const MAX_RUNNING = 20;

export function createQueryService({
  store,
  staleIfErrorSeconds,
  onUnreadable,
  now,
}: QueryServiceOptions): QueryService {
  const stopping = new AbortController();
  const running = new Map<string, Promise<CachedResult>>();
  let isUnreadable = false;

  async function readCached(key: string): Promise<CachedResult | undefined> {
    const text = await store.get(key);
    if (text === undefined) return undefined;
    const cached = cachedSchema.safeParse(jsonIn(text)).data;
    if (!cached) onUnreadable(!isUnreadable);
    isUnreadable = !cached;
    return cached;
  }

  function startQuery(key: string, { tenant, query, ttlSeconds }: QueryRequest): Promise<CachedResult> {
    if (running.size >= MAX_RUNNING)
      throw new BusyError(`${MAX_RUNNING} other queries are running; retry later`);
    const pending = queryPlatform(tenant, query);
    running.set(key, pending);
    pending
      .then((cached) => store.set(key, JSON.stringify(cached), ttlSeconds + staleIfErrorSeconds))
      // Callers of `run` get the failure; a result that is not cached is queried again.
      .catch(() => {})
      .finally(() => running.delete(key));
    return pending;
  }

  async function queryPlatform({ reader, timeoutSeconds }: AnalyticsTenant, query: AnalyticsQuery) {
    const askedAt = now();
    const signal = abortAfter(timeoutSeconds, [stopping.signal]);
    return { askedAt, ...(await reader.query(query, signal)) };
  }

  const resultOf = ({ askedAt, rows, rejected }: CachedResult, origin: ResultOrigin): QueryResult => ({
    rows,
    rejected,
    origin,
    ageSeconds: Math.max(0, now() - askedAt),
  });

  return {
    async run(request) {
      const { tenant, query, ttlSeconds } = request;
      const key = keyOf(tenant.identity, query);
      const cached = await readCached(key);
      // A time in the future means that the clock was set back; the age is then unknown.
      const age = cached ? Math.abs(now() - cached.askedAt) : Number.POSITIVE_INFINITY;
      if (cached && age <= ttlSeconds) return resultOf(cached, 'hit');
      const shared = running.get(key);
      try {
        return resultOf(await (shared ?? startQuery(key, request)), shared === undefined ? 'miss' : 'shared');
      } catch (error) {
        const mayBeStale = age <= ttlSeconds + staleIfErrorSeconds && failureOf(error).isTransient;
        if (cached && mayBeStale) return resultOf(cached, 'stale');
        throw error;
      }
    },
    async close() {
      stopping.abort(new DOMException('The exporter is stopping', 'AbortError'));
      await Promise.allSettled(running.values());
      await store.close();
    },
  };
}

/** Others may write to Redis, so its entries are validated like responses of a platform. */
const cachedSchema = z.object({
  /** Unix seconds. */
  askedAt: z.number(),
  rows: z.array(
    z.object({
      dimensions: z.partialRecord(z.enum(ANALYTICS_DIMENSIONS), z.string()),
      figures: z.partialRecord(z.enum(ANALYTICS_METRICS), z.number()),
    }),
  ),
  rejected: z.record(z.string(), z.number()),
});
type CachedResult =
  | Readonly<z.output<typeof cachedSchema>>
  | (AnalyticsResult & { readonly askedAt: number });

/** Undefined for a text that is not JSON, which the schema rejects. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
