import { expect, it } from 'vitest';
import { createLogger } from '../../src/cli/logging.ts';
import { createPollLog } from '../../src/cli/poll-log.ts';
import { PlatformError } from '../../src/platforms/index.ts';
import { VendorError } from '../../src/vendor-http/index.ts';

function linesOf(error: unknown): string {
  let lines = '';
  const log = createLogger({ level: 'info', format: 'logfmt', sink: { write: (text) => (lines += text) } });
  createPollLog(log.child({ tenant: 'acme' })).failed('queues', error);
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
    'error.message="the client lacks a scope" error.code=permission_missing error.endpoint=queue_read error.status=403 error.correlationId=c-1',
  ],
  ['time that is over', new DOMException('The time is over', 'TimeoutError'), 'The time is over'],
])('%s is a line without a stack', (_, error, words) => {
  const lines = linesOf(error);
  expect(lines).toMatch(/^[^\n]* level=warn msg="Poll failed" tenant=acme collector=queues [^\n]*\n$/);
  expect(lines).toContain(words);
  expect(lines).not.toContain('stack=');
});

it('what nobody thought of shows where it came from', () => {
  expect(linesOf(new TypeError('oops'))).toMatch(/error\.stack="TypeError: oops.*poll-log\.test/);
});

it('the log tells of a failure once as long as it lasts, of its recovery, and of the next one', () => {
  const lines: string[] = [];
  const write = (fields: object, message: string) => void lines.push(`${JSON.stringify(fields)} ${message}`);
  const { failed, succeeded } = createPollLog({ info: write, warn: write });
  const away = 'the platform is away';

  failed('queues', away);
  failed('queues', away);
  failed('agents', away);
  failed('queues', 'it wants no calls');
  succeeded('queues');
  succeeded('queues');
  failed('queues', 'it wants no calls');

  expect(lines).toEqual([
    '{"collector":"queues","error":"the platform is away"} Poll failed',
    '{"collector":"agents","error":"the platform is away"} Poll failed',
    '{"collector":"queues","error":"it wants no calls"} Poll failed',
    '{"collector":"queues"} Poll succeeds again',
    '{"collector":"queues","error":"it wants no calls"} Poll failed',
  ]);
});
