import { isDeepStrictEqual } from 'node:util';
import {
  type AnalyticsTenant,
  type AuditEntry,
  analyticsApi,
  createMemoryCache,
  createQueryService,
  openRedisCache,
  type QueryRequest,
  type QueryService,
  type ResultCache,
  withFallback,
} from '../analytics-api/index.ts';
import { type CacheConfig, type Prepared, readRedisUrl, type TenantConfig } from '../config/index.ts';
import type { ProcessMetrics } from '../exposition/index.ts';
import type { Logger } from '../logging/index.ts';
import type { Connection } from '../platforms/index.ts';
import { systemClock } from '../polling/index.ts';
import { mayReadTenant } from '../server/index.ts';

/** A tenant's configuration and its connected adapter. */
export interface ConnectedTenant {
  readonly config: TenantConfig;
  readonly connection: Pick<Connection, 'analytics'>;
}

export interface ServeAnalyticsOptions {
  readonly tenant: (name: string) => ConnectedTenant | undefined;
  readonly processMetrics: ProcessMetrics;
  readonly log: Logger;
  /** Receives one line for each query. */
  readonly auditLog: Logger;
}

/** The analytics query API and its cache. */
export interface AnalyticsService {
  readonly handler: ReturnType<typeof analyticsApi>;
  /** Opens the changed cache, which is used from the commit on. @throws ConfigError when the file of the Redis URL is invalid. */
  readonly prepare: (cache: CacheConfig) => Promise<Prepared>;
  readonly close: () => Promise<void>;
}

export async function serveAnalytics(
  cache: CacheConfig,
  { tenant, processMetrics, log, auditLog }: ServeAnalyticsOptions,
): Promise<AnalyticsService> {
  const open = async (config: CacheConfig): Promise<QueryService> =>
    createQueryService({
      store: await openStore(config, processMetrics, log),
      staleIfErrorSeconds: config.staleIfErrorSeconds,
      onUnreadable: (isFirst) => {
        processMetrics.analyticsCacheErrors.inc({ operation: 'get' });
        if (isFirst) log.warn({ code: 'invalid_cache_entry' }, 'Invalid cache entry; querying the platform');
      },
      now: systemClock.now,
    });
  const close = async (closing: QueryService) => {
    try {
      await closing.close();
    } catch (error) {
      log.error({ error }, 'Failed to close the analytics cache');
    }
  };
  let current = cache;
  let queries = await open(cache);

  const runQuery = async (request: QueryRequest) => {
    const { name } = request.tenant;
    try {
      const result = await queries.run(request);
      processMetrics.analyticsQueries.inc({ tenant: name, result: result.origin });
      processMetrics.analyticsAnswerAge.observe({ tenant: name }, result.ageSeconds);
      return result;
    } catch (error) {
      processMetrics.analyticsQueries.inc({ tenant: name, result: 'failed' });
      throw error;
    }
  };

  return {
    handler: analyticsApi({
      runQuery,
      tenant: (name) => analyticsTenant(tenant(name)),
      mayRead: mayReadTenant,
      defaultTtlSeconds: () => current.ttlSeconds,
      audit: (entry) => auditLog.info(auditFields(entry), 'Analytics query'),
    }),
    prepare: async (changed) => {
      if (isDeepStrictEqual(changed, current)) return { commit: async () => {}, discard: async () => {} };
      const opened = await open(changed);
      return {
        commit: async () => {
          const before = queries;
          queries = opened;
          current = changed;
          await close(before);
        },
        discard: () => close(opened),
      };
    },
    close: () => close(queries),
  };
}

async function openStore(
  { redisUrl, maxBytes }: CacheConfig,
  processMetrics: ProcessMetrics,
  log: Logger,
): Promise<ResultCache> {
  const memory = createMemoryCache({ maxBytes });
  if (!redisUrl) return memory;
  const redis = await openRedisCache({
    url: await readRedisUrl(redisUrl),
    onDown: (error) => log.warn({ error }, 'Redis unavailable; caching in memory'),
    onUp: () => log.info('Redis recovered'),
  });
  return withFallback(redis, memory, (operation) => processMetrics.analyticsCacheErrors.inc({ operation }));
}

function analyticsTenant(connected: ConnectedTenant | undefined): AnalyticsTenant | string {
  if (!connected) return 'is not the name of a configured tenant';
  const { config, connection } = connected;
  if (!connection.analytics)
    return `names a tenant without interaction analytics (platform: ${config.platform}, api: ${config.api})`;
  return {
    name: config.name,
    identity: identityOf(config),
    reader: connection.analytics,
    timeoutSeconds: config.polling.collectors.analytics.timeoutSeconds,
  };
}

/** Distinguishes cached results of different accounts and API settings. Contains no secret. */
function identityOf({ name, platform, api, settings }: TenantConfig): string {
  return JSON.stringify([name, platform, api, settings], (key, value: unknown) =>
    key.endsWith('secret') ? undefined : value,
  );
}

function auditFields({ query, origin, ageSeconds, latencySeconds, error, ...entry }: AuditEntry) {
  return {
    ...entry,
    result: origin ?? 'failed',
    age_seconds: ageSeconds,
    latency_seconds: Math.round(latencySeconds * 1000) / 1000,
    code: error?.code,
    problem: error?.message,
    metrics: query?.metrics,
    dimensions: query?.dimensions,
    start_date: query?.start_date,
    end_date: query?.end_date,
    filters: query?.filters,
  };
}
