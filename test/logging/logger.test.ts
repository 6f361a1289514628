import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogger, type Logger, type LogOptions } from '../../src/logging/logger.ts';

function record(options: Partial<LogOptions>, write: (log: Logger) => void): readonly string[] {
  const lines: string[] = [];
  write(
    createLogger({ level: 'info', format: 'json', ...options, sink: { write: (line) => lines.push(line) } }),
  );
  return lines;
}

const json = (write: (log: Logger) => void) => JSON.parse(record({}, write)[0] ?? 'null');
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

class PollError extends Error {
  override readonly name = 'PollError';
  readonly code = 'timeout';
  readonly status = 503;
}

describe('the log', () => {
  it('writes JSON with the time, the level as a word, the message and the fields', () => {
    const line = json((log) =>
      log.child({ tenant: 'acme' }).warn({ collector: 'queues' }, 'Poll %s', 'failed'),
    );
    expect(line).toEqual({
      ts: expect.stringMatching(TIME),
      level: 'warn',
      msg: 'Poll failed',
      tenant: 'acme',
      collector: 'queues',
    });
  });

  it('writes logfmt in the same order', () => {
    const lines = record({ format: 'logfmt' }, (log) => log.info({ queues: 3 }, 'All is well'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^ts=\S+Z level=info msg="All is well" queues=3\n$/);
  });

  it('drops messages that are less severe than its level', () => {
    const write = (log: Logger) => {
      log.debug('a');
      log.info('b');
      log.warn('c');
      log.error('d');
    };
    expect(record({ level: 'warn' }, write)).toHaveLength(2);
    expect(record({ level: 'debug' }, write)).toHaveLength(4);
  });

  it('writes an error as its message, code and context, with its causes', () => {
    const error = new PollError('too slow\nby far', {
      cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
    });
    const expected = {
      message: 'too slow\nby far',
      code: 'timeout',
      status: 503,
      cause: { message: 'reset', code: 'ECONNRESET' },
    };
    expect(json((log) => log.error({ error }, 'Poll failed')).error).toEqual(expected);
    expect(json((log) => log.error({ other: [error] }, 'Poll failed')).other).toEqual([expected]);
    expect(json((log) => log.error(error))).toMatchObject({ error: expected, msg: error.message });
    expect(record({ format: 'logfmt' }, (log) => log.error({ error }, 'Poll failed'))[0]).toContain(
      'error.message="too slow\\nby far" error.code=timeout error.status=503 error.cause.message=reset',
    );
  });

  it('writes the stack of an error without a code', () => {
    expect(json((log) => log.error(new TypeError('oops'))).error.stack).toContain('logger.test');
  });

  it('does not let a field take the place of the time, the level or the message', () => {
    expect(json((log) => log.info({ ts: 1, level: 'x', msg: 'y' }, 'real'))).toMatchObject({
      ts: expect.stringMatching(TIME),
      level: 'info',
      msg: 'real',
      field_ts: 1,
      field_level: 'x',
      field_msg: 'y',
    });
  });

  it('writes circular references and values that JSON does not have', () => {
    const circle: Record<string, unknown> = { big: 10n, map: new Map([['a', 1]]), at: new Date(0) };
    circle.self = circle;
    expect(json((log) => log.info({ circle }, 'x')).circle).toMatchObject({
      big: '10',
      map: [['a', 1]],
      at: '1970-01-01T00:00:00.000Z',
    });
  });

  it('omits values that no format can write', () => {
    const write = (log: Logger) =>
      log.info({ call: () => 1, sign: Symbol('x'), list: [undefined], left: 1 }, 'x');
    expect(json(write)).toEqual({
      ts: expect.any(String),
      level: 'info',
      msg: 'x',
      list: [null],
      left: 1,
    });
    expect(record({ format: 'logfmt' }, write)[0]).toMatch(/ msg=x list=\[null\] left=1\n$/);
  });

  it('renames a field of a child that has the name of a fixed one', () => {
    expect(json((log) => log.child({ level: 'x', msg: 'y' }).info('real'))).toMatchObject({
      level: 'info',
      msg: 'real',
      field_msg: 'y',
    });
  });
});

describe('the log never shows a secret', () => {
  const key = fc.constantFrom(
    'authorization',
    'Authorization',
    'client_secret',
    'clientSecret',
    'access_token',
    'password',
    'access_key_secret',
    'refresh-token',
    'set-cookie',
    'api_key',
  );
  const secret = fc.string({
    minLength: 10,
    unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789"\\\n '),
  });
  const wrap = fc.constantFrom(
    (fields: object) => fields,
    (fields: object) => ({ headers: fields }),
    (fields: object) => ({ list: [{ deep: [fields] }] }),
    (fields: object) => ({ error: Object.assign(new Error('x'), fields) }),
    (fields: object) => ({
      err: new Error('x', { cause: Object.assign(new Error('y'), { request: fields }) }),
    }),
    (fields: object) => ({ view: { toJSON: () => fields } }),
  );

  it('censors values under secret keys at any depth in any form', () => {
    fc.assert(
      fc.property(key, secret, wrap, fc.constantFrom('json', 'logfmt'), (name, value, shape, format) => {
        const lines = record({ format: format as LogOptions['format'] }, (log) => {
          log.info(shape({ [name]: value }), 'x');
          log.info(shape({ [name]: { inner: [value] } }), 'x');
          log.child(shape({ [name]: value })).info('x');
        });
        expect(lines).toHaveLength(3);
        const escaped = JSON.stringify(value).slice(1, -1);
        for (const line of lines) {
          expect(line).not.toContain(escaped);
          expect(line).not.toContain(JSON.stringify(escaped).slice(1, -1));
          expect(line).toContain('[redacted]');
        }
      }),
    );
  });

  it('censors credentials within a text', () => {
    const write = (log: Logger) => {
      log.info(
        { header: 'Bearer abc.def-123', url: 'redis://user:pa55@host/1' },
        'sent Basic dXNlcjpwYXNz to it',
      );
      log.error(new Error('GET https://u:pa55@h failed with authorization: bearer abc.def-123'));
    };
    const text = record({}, write).join('');
    for (const leak of ['abc.def', 'pa55', 'dXNlc']) expect(text).not.toContain(leak);
    expect(text).toContain('redis://[redacted]@host/1');
  });

  it('keeps values under keys that only resemble secret ones', () => {
    const fields = {
      client_id: 'a',
      client_secret_file: '/run/x',
      token_url: 'https://h',
      access_key_id: 'b',
    };
    expect(json((log) => log.info(fields, 'x'))).toMatchObject(fields);
  });
});

it('drops a line that cannot be written without failing the caller', () => {
  const lines: string[] = [];
  let fails = true;
  const log = createLogger({
    level: 'info',
    format: 'json',
    sink: {
      write: (line) => {
        if (fails) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        lines.push(line);
      },
    },
  });
  log.info('first');
  fails = false;
  log.info('second');
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['second']);
});
