export { OtherReplicaError } from './failure.ts';
export { type AuditEntry, analyticsApi } from './http.ts';
export { querySchema } from './query.ts';
export {
  type AnalyticsTenant,
  createQueryService,
  type QueryRequest,
  type QueryService,
} from './query-service.ts';
export { openRedisCache } from './redis-cache.ts';
export { createMemoryCache, type ResultCache, withFallback } from './result-cache.ts';
export { type ErrorJson, errorSchema, resultSchema } from './result-json.ts';
