import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAuditLog } from '../../src/cli/commands/queue/audit-log.ts';
import type { Outcome } from '../../src/queue-routing/index.ts';
import { queueOf } from '../queue-routing/arbitraries.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-'));
  file = join(folder, 'audit.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

const before = { maxWaitSeconds: 1800, skills: [{ id: 's1', level: '3' }], routingStrategy: 'roundRobin' };
const write = { queue: queueOf(before, { version: 4 }), after: { ...before, maxWaitSeconds: 600 } };

/** Opens the log as a command does, and closes it again. */
async function using<Result>(work: (log: Awaited<ReturnType<typeof openAuditLog>>) => Promise<Result>) {
  const log = await openAuditLog(file, 'acme');
  try {
    return await work(log);
  } finally {
    await log.close();
  }
}

const doubts = () => using(async (log) => log.doubts);
const lines = async () =>
  (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('the audit log', () => {
  it('does not create the file of the audit log by reading it', async () => {
    expect(await doubts()).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('records user, time, version, change and outcome of each write in the audit log', async () => {
    await using(async (log) => log.complete(await log.begin(write), { kind: 'applied', version: 5 }));
    const [intent, completion] = await lines();
    expect(intent).toMatchObject({
      event: 'intent',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      by: expect.stringMatching(/.@./),
      tenant: 'acme',
      queue_id: 'q1',
      queue: 'Sales',
      version: 4,
      before: { max_wait_time: 1800, skills: [{ id: 's1', level: '3' }], routing_strategy: 'roundRobin' },
      after: { max_wait_time: 600, skills: [{ id: 's1', level: '3' }], routing_strategy: 'roundRobin' },
    });
    expect(completion).toMatchObject({ event: 'completion', id: intent.id, outcome: 'applied', version: 5 });
    expect(await doubts()).toEqual([]);
  });

  it('syncs the intent to disk before the write is sent', async () => {
    await using(async (log) => {
      await log.begin(write);
      expect(await lines()).toHaveLength(1);
    });
  });

  it('keeps a write without completion in doubt, with everything needed to resolve it', async () => {
    const earliest = Date.now() / 1000 - 1;
    const id = await using((log) => log.begin(write));
    const [doubt] = await doubts();
    expect(doubt).toMatchObject({
      id,
      tenant: 'acme',
      queueId: 'q1',
      queue: 'Sales',
      version: 4,
      ...{ before },
    });
    expect(doubt?.after).toMatchObject(write.after);
    expect(doubt?.at).toBeGreaterThan(earliest);
  });

  it.each<[Outcome['kind'], number]>([
    ['applied', 0],
    ['overwritten', 0],
    ['ignored', 0],
    ['conflict', 0],
    ['refused', 0],
    ['unknown', 1],
    ['not_propagated', 1],
  ])('leaves the outcome %s with %i writes in doubt', async (kind, count) => {
    await using(async (log) => log.complete(await log.begin(write), { kind }));
    expect(await doubts()).toHaveLength(count);
  });

  it('records the resolution of a write in doubt once', async () => {
    await using((log) => log.begin(write));
    await using(async (log) => log.resolve(log.doubts[0]!, { resolution: 'not_applied', version: 4 }));
    expect((await lines())[1]).toMatchObject({ event: 'resolution', outcome: 'not_applied', version: 4 });
    expect(await doubts()).toEqual([]);
  });

  it('appends after a line that a crash truncated, and reports its number', async () => {
    await using((log) => log.begin(write));
    await appendFile(file, '{"event":"completion","id":"');
    await using(async (log) => {
      expect(log.unreadableLines).toEqual([2]);
      expect(log.doubts).toHaveLength(1);
      await log.complete(log.doubts[0]!.id, { kind: 'applied', version: 5 });
    });
    expect(await doubts()).toEqual([]);
    expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(4);
  });

  it('names the audit log that cannot be read or written', async () => {
    await expect(openAuditLog(folder, 'acme')).rejects.toThrow(`cannot read audit log ${folder}`);
    file = join(folder, 'none', 'audit.jsonl');
    await expect(using((log) => log.begin(write))).rejects.toThrow(`cannot write audit log ${file}`);
  });
});
