export { answerSchema, errorSchema } from './answer-json.ts';
export {
  type AnalyticsTenant,
  type Answered,
  type AnswerOrigin,
  type Answers,
  createAnswers,
  type Question,
} from './answers.ts';
export { type AnalyticsApiOptions, type AuditEntry, analyticsApi } from './http.ts';
export { createMemoryStore } from './memory-store.ts';
export { querySchema } from './query.ts';
export { openRedisStore } from './redis-store.ts';
export { type AnswerStore, type StoreOperation, withFallback } from './store.ts';
