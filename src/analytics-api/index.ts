export { answerSchema, errorSchema } from './answer-json.ts';
export { type AnalyticsTenant, type Answers, createAnswers, type Question } from './answers.ts';
export { type AuditEntry, analyticsApi } from './http.ts';
export { createMemoryStore } from './memory-store.ts';
export { querySchema } from './query.ts';
export { openRedisStore } from './redis-store.ts';
export { type AnswerStore, withFallback } from './store.ts';
