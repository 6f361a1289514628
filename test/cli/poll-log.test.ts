import { expect, it } from 'vitest';
import { createPollLog } from '../../src/cli/poll-log.ts';

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
