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

/** Answers queries from what is kept or from the platform, which is asked once for all who ask the same at a time. */

/** A tenant whose platform can be asked. */
export interface AnalyticsTenant {
  readonly name: string;
  /** What tells this tenant's answers from all others: also from its own as it was configured before. */
  readonly identity: string;
  readonly reader: AnalyticsReader;
  /** How long its platform may take for one query. */
  readonly timeoutSeconds: number;
}

/**
 * `hit`: kept, and young enough. `miss`: the platform was asked. `shared`: it was being asked the same already.
 * `stale`: kept, and too old, but the platform could not be asked.
 */
export type ResultOrigin = 'hit' | 'miss' | 'shared' | 'stale';

export interface QueryResult extends AnalyticsResult {
  readonly origin: ResultOrigin;
  /** Since the platform was asked. */
  readonly ageSeconds: number;
}

export interface QueryRequest {
  readonly tenant: AnalyticsTenant;
  readonly query: AnalyticsQuery;
  /** How old the answer may be. */
  readonly ttlSeconds: number;
}

export interface QueryService {
  /** @throws BusyError, and what the platform's client throws. */
  run(question: QueryRequest): Promise<QueryResult>;
  /** Ends the queries under way and the store. */
  close(): Promise<void>;
}

export interface QueryServiceOptions {
  readonly store: ResultCache;
  /** How much older than asked for an answer may be when the platform cannot be asked. */
  readonly staleIfErrorSeconds: number;
  /** Something was kept that is no answer. */
  readonly onUnreadable: (error: unknown) => void;
  /** Unix seconds. */
  readonly now: () => number;
}

/** Queries of which all are different; more are a mistake, and would hold up the tenants' polls. */
const MAX_UNDER_WAY = 20;

export function createQueryService({
  store,
  staleIfErrorSeconds,
  onUnreadable,
  now,
}: QueryServiceOptions): QueryService {
  const stopping = new AbortController();
  const underWay = new Map<string, Promise<KeptAnswer>>();

  async function lookUp(key: string): Promise<KeptAnswer | undefined> {
    const text = await store.get(key);
    if (text === undefined) return undefined;
    try {
      return keptSchema.parse(JSON.parse(text));
    } catch (error) {
      onUnreadable(error);
      return undefined;
    }
  }

  function ask(key: string, { tenant, query, ttlSeconds }: QueryRequest): Promise<KeptAnswer> {
    if (underWay.size >= MAX_UNDER_WAY)
      throw new BusyError(`${MAX_UNDER_WAY} other queries are under way; ask again in a moment`);
    const asking = askPlatform(tenant, query);
    underWay.set(key, asking);
    asking
      .then((kept) => store.set(key, JSON.stringify(kept), ttlSeconds + staleIfErrorSeconds))
      // Who asked is told of the failure; what cannot be kept is asked for again.
      .catch(() => {})
      .finally(() => underWay.delete(key));
    return asking;
  }

  async function askPlatform({ reader, timeoutSeconds }: AnalyticsTenant, query: AnalyticsQuery) {
    const askedAt = now();
    const signal = abortAfter(timeoutSeconds, [stopping.signal]);
    return { askedAt, ...(await reader.query(query, signal)) };
  }

  const answered = ({ askedAt, rows, rejected }: KeptAnswer, origin: ResultOrigin): QueryResult => ({
    rows,
    rejected,
    origin,
    ageSeconds: Math.max(0, now() - askedAt),
  });

  return {
    async run(question) {
      const { tenant, query, ttlSeconds } = question;
      const key = keyOf(tenant.identity, query);
      const kept = await lookUp(key);
      // One of the future was given before the clock was set back, how long before nobody knows.
      const age = kept ? Math.abs(now() - kept.askedAt) : Number.POSITIVE_INFINITY;
      if (kept && age <= ttlSeconds) return answered(kept, 'hit');
      const shared = underWay.get(key);
      try {
        return answered(await (shared ?? ask(key, question)), shared ? 'shared' : 'miss');
      } catch (error) {
        const mayBeStale = age <= ttlSeconds + staleIfErrorSeconds && failureOf(error).isTransient;
        if (kept && mayBeStale) return answered(kept, 'stale');
        throw error;
      }
    },
    async close() {
      stopping.abort(new DOMException('The exporter is stopping', 'AbortError'));
      await Promise.allSettled(underWay.values());
      await store.close();
    },
  };
}

/** Redis may be anybody's: what comes from there is looked at like an answer of the platform. */
const keptSchema = z.object({
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
type KeptAnswer = Readonly<z.output<typeof keptSchema>> | (AnalyticsResult & { readonly askedAt: number });
