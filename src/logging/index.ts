export { jsonLines } from './json-lines.ts';
export { createLogger, type Logger, type LogOptions } from './logger.ts';
export { createPollLog } from './poll-log.ts';
export type { TextSink } from './text-sink.ts';
