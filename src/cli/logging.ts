import { type Logger, pino } from 'pino';
import { plain, plainFields } from './log-fields.ts';
import { formatLogfmt } from './logfmt.ts';
import { redactFields } from './redaction.ts';
import type { TextSink } from './run-cli.ts';

export type { Logger } from 'pino';

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly format: 'logfmt' | 'json';
  /** Where lines go; stderr unless told otherwise. */
  readonly sink?: TextSink;
}

const STDERR = 2;

/**
 * A logger that writes a line per message: `ts` (RFC 3339), `level`, `msg`, then the fields. Errors are written as
 * their message, code and context; the one a message is about goes into the field `error`. Secrets are censored at
 * any depth.
 */
export function createLogger({ level, format, sink = stderr() }: LogOptions): Logger {
  const options = {
    level,
    base: null,
    errorKey: 'error',
    timestamp: () => `,"ts":"${new Date().toISOString()}"`,
    // For child loggers, whose fields come past no formatter.
    serializers: { err: toPlain, error: toPlain },
    formatters: { level: (name: string) => ({ level: name }), log: plainFields },
  };
  return pino(options, { write: (line) => sink.write(`${formatLine(line, format)}\n`) });
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

/** Synchronous, so that the last words before an exit are not lost. */
function stderr(): TextSink {
  return pino.destination({ fd: STDERR, sync: true });
}
