import { type Logger, pino } from 'pino';
import { guarded } from '../async/index.ts';
import { plain, plainFields } from './fields.ts';
import { formatLogfmt } from './logfmt.ts';
import { redactFields } from './redaction.ts';
import type { TextSink } from './text-sink.ts';

export type { Logger } from 'pino';

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly format: 'logfmt' | 'json';
  /** Destination of the lines. When it throws, the line is lost and the caller continues. */
  readonly sink: TextSink;
}

/**
 * A logger that writes a line per message: `ts` (RFC 3339), `level`, `msg`, then the fields. Errors are written as
 * their message, code and context; the one a message is about goes into the field `error`. Secrets are censored at
 * any depth.
 */
export function createLogger({ level, format, sink }: LogOptions): Logger {
  const options = {
    level,
    base: null,
    errorKey: 'error',
    timestamp: () => `,"ts":"${new Date().toISOString()}"`,
    // For child loggers, whose fields come past no formatter.
    serializers: { err: toPlain, error: toPlain },
    formatters: { level: (name: string) => ({ level: name }), log: plainFields },
  };
  const write = (line: string) => void sink.write(`${formatLine(line, format)}\n`);
  return pino(options, { write: guarded(write, () => {}) });
}

function toPlain(value: unknown): unknown {
  return plain(value);
}

/** Here everything that is logged comes past: fields, those of child loggers, and the message. */
function formatLine(line: string, format: LogOptions['format']): string {
  const { ts, level, msg, ...fields } = redactFields(JSON.parse(line));
  const ordered = { ts, level, msg, ...fields };
  return format === 'json' ? JSON.stringify(ordered) : formatLogfmt(ordered);
}
