import { hashSync } from '@node-rs/bcrypt';
import { describe, expect, it } from 'vitest';
import { createPasswordCheck } from '../../src/server/access/password-check.ts';

const LOWEST_COST = 4;
/** About a hundred milliseconds of CPU. */
const SLOW_COST = 11;
const PASSWORD = 'pässword 😀';

/** CPU time of this thread and of the whole process while the work is done, in milliseconds. */
async function cpuOf(
  work: () => Promise<unknown>,
): Promise<{ readonly thread: number; readonly process: number }> {
  const ms = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1000;
  const [thread, whole] = [process.threadCpuUsage(), process.cpuUsage()];
  await work();
  return { thread: ms(process.threadCpuUsage(thread)), process: ms(process.cpuUsage(whole)) };
}

describe('password checks', () => {
  it.each(['2a', '2b', '2x', '2y'])('accepts a password with a hash of version %s', async (version) => {
    const hash = hashSync(PASSWORD, LOWEST_COST).replace('2b', version);
    const users = new Map([['user', hash]]);
    const check = createPasswordCheck();
    expect(await check(users, { user: 'user', password: PASSWORD })).toBe(true);
    expect(await check(users, { user: 'user', password: 'wrong' })).toBe(false);
    expect(await check(users, { user: 'nobody', password: PASSWORD })).toBe(false);
    expect(await check(users, undefined)).toBe(false);
  });

  it('runs outside the event loop', async () => {
    const users = new Map([['user', hashSync(PASSWORD, SLOW_COST)]]);
    const check = createPasswordCheck();
    const cpu = await cpuOf(() => check(users, { user: 'user', password: PASSWORD }));
    // A quarter leaves room for all else that this thread does; the check itself would be nearly all.
    expect(cpu.thread).toBeLessThan(cpu.process / 4);
  });

  it('takes as long for an unknown user as for a known one, and no time for a repeated check', async () => {
    const users = new Map([['user', hashSync(PASSWORD, SLOW_COST)]]);
    const check = createPasswordCheck();
    const known = await cpuOf(() => check(users, { user: 'user', password: 'wrong' }));
    const unknown = await cpuOf(() => check(users, { user: 'nobody', password: 'wrong' }));
    const again = await cpuOf(() => check(users, { user: 'nobody', password: 'wrong' }));
    expect(unknown.process).toBeGreaterThan(known.process / 3);
    expect(again.process).toBeLessThan(known.process / 3);
  });

  it('accepts any number of simultaneous requests with one password, after a single check', async () => {
    const users = new Map([['user', hashSync(PASSWORD, SLOW_COST)]]);
    const check = createPasswordCheck();
    const credentials = { user: 'user', password: PASSWORD };
    const single = await cpuOf(() => createPasswordCheck()(users, credentials));
    const many = await cpuOf(async () => {
      const verdicts = await Promise.all(Array.from({ length: 100 }, () => check(users, credentials)));
      expect(verdicts).toEqual(Array(100).fill(true));
    });
    expect(many.process).toBeLessThan(single.process * 3);
  });

  it('rejects attempts beyond those that wait, and accepts the right password afterwards', async () => {
    const users = new Map([['user', hashSync(PASSWORD, LOWEST_COST)]]);
    const check = createPasswordCheck();
    const guesses = Array.from({ length: 50 }, (_, guess) =>
      check(users, { user: 'user', password: `${guess}` }),
    );
    const rejected = check(users, { user: 'user', password: PASSWORD });
    expect(await Promise.all([...guesses, rejected])).toEqual(Array(51).fill(false));
    expect(await check(users, { user: 'user', password: PASSWORD })).toBe(true);
  });
});
