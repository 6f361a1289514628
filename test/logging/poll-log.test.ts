import { expect, it } from 'vitest';
import { createLogger } from '../../src/logging/logger.ts';
import { createPollLog } from '../../src/logging/poll-log.ts';
import { PlatformError } from '../../src/platforms/platform-error.ts';
import { VendorError } from '../../src/vendor-http/index.ts';

function linesOf(...errors: readonly unknown[]): string {
  let lines = '';
  const log = createLogger({ level: 'info', format: 'logfmt', sink: { write: (text) => (lines += text) } });
  const pollLog = createPollLog(log.child({ tenant: 'acme' }));
  for (const error of errors) pollLog.failed('queues', error);
  return lines;
}

const refusal = new VendorError('http', { tenant: 'acme', endpoint: 'queue_read' }, 'HTTP 403', {
  status: 403,
  correlationId: 'c-1',
});

it.each([
  ['a refusal', refusal, 'code=http'],
  [
    'a known condition that came of it',
    new PlatformError('permission_missing', 'the client lacks a scope', { cause: refusal }),
    'error.message="the client lacks a scope" error.code=permission_missing error.status=403 error.endpoint=queue_read error.correlationId=c-1',
  ],
  ['time that is over', new DOMException('The time is over', 'TimeoutError'), 'The time is over'],
])('logs %s in a line without a stack', (_, error, words) => {
  const lines = linesOf(error);
  expect(lines).toMatch(/^[^\n]* level=warn msg="Poll failed" tenant=acme collector=queues [^\n]*\n$/);
  expect(lines).toContain(words);
  expect(lines).not.toContain('stack=');
});

it.each([
  ['what nobody thought of', new Error('oops')],
  [
    'what a function of Node.js refuses',
    Object.assign(new RangeError('out of range'), { code: 'ERR_OUT_OF_RANGE' }),
  ],
])('logs %s with its stack', (_, error) => {
  expect(linesOf(error)).toMatch(/error\.stack="\w*Error: .*poll-log\.test/);
});

it('logs a failure once though its message counts seconds down, and logs another one', () => {
  const origin = { tenant: 'acme', endpoint: 'queue_stats' };
  const throttled = (seconds: number) =>
    new VendorError('throttled', origin, `no calls for another ${seconds} s`, { status: 429 });
  const failed = (status: number) => new VendorError('http', origin, `HTTP ${status}`, { status });
  const lines = linesOf(throttled(9), throttled(8), failed(500), failed(503), failed(503));
  const told = lines.matchAll(/error\.message="queue_stats: ([^"]*)"/g).map(([, problem]) => problem);
  expect([...told]).toEqual(['no calls for another 9 s', 'HTTP 500', 'HTTP 503']);
});
