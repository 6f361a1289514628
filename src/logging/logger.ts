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

/** What pino puts on a destination that asks for it. */
interface Message {
  readonly lastLevel: number;
  readonly lastMsg: string | undefined;
  readonly lastObj: object;
  readonly lastLogger: Logger;
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
    timestamp: false,
    errorKey: 'error',
    // For the fields of a child logger, which pino serialises when it creates the child.
    serializers: { err: toPlain, error: toPlain },
    // The destination formats the message; pino's own line is not used.
    formatters: { log: () => ({}) },
  };
  const childFields = createChildFields();
  const write = (message: Message) => {
    const line = redactFields({
      ts: new Date().toISOString(),
      level: pino.levels.labels[message.lastLevel],
      msg: message.lastMsg,
      ...plainFields({ ...childFields(message.lastLogger), ...message.lastObj }),
    });
    sink.write(`${format === 'json' ? JSON.stringify(line) : formatLogfmt(line)}\n`);
  };
  return pino(options, messageDestination(guarded(write, () => {})));
}

/** A destination that gets the message itself. Source: pino's API documentation, section `pino.metadata`. */
function messageDestination(write: (message: Message) => void): pino.DestinationStream {
  const destination = {
    [pino.symbols.needsMetadataGsym]: true,
    // pino sets the fields of a message on the destination before each call, which its types do not say.
    write: () => write(destination as unknown as Message),
  };
  return destination;
}

/** Reads the fields of child loggers, which pino can only parse from its own text, once for each. */
function createChildFields(): (logger: Logger) => object {
  const known = new WeakMap<Logger, object>();
  return (logger) => {
    const fields = known.get(logger) ?? logger.bindings();
    known.set(logger, fields);
    return fields;
  };
}

function toPlain(value: unknown): unknown {
  return plain(value);
}
