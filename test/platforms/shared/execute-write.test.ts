import { describe, expect, it } from 'vitest';
import { BudgetSpentError, type WriteResult } from '../../../src/domain/index.ts';
import { executeWrite, withPermissionHint } from '../../../src/platforms/shared/execute-write.ts';
import { VendorError } from '../../../src/vendor-http/index.ts';

const PERMISSION = 'routing:queue:edit';
const WRITTEN: WriteResult = { outcome: 'written', version: 2 };
const problem = { path: ['max_wait_time'], message: 'is too long' };
const rules = { permission: PERMISSION, problemsIn: () => [problem] };

type Code = ConstructorParameters<typeof VendorError>[0];

const vendorError = (code: Code, details: { status?: number; retryAfterSeconds?: number } = {}) =>
  new VendorError(code, { tenant: 'acme', endpoint: 'queue' }, 'reason', details);
const failing = (error: unknown) => executeWrite(() => Promise.reject(error), rules);

/** Fails so often with the error, then succeeds. */
async function sentAfter(failures: number, error: unknown) {
  let sent = 0;
  const result = await executeWrite(async () => {
    if (sent++ < failures) throw error;
    return WRITTEN;
  }, rules);
  return { sent, result };
}

describe('a write', () => {
  it('returns the result of the platform', async () => {
    expect(await sentAfter(0, undefined)).toEqual({ sent: 1, result: WRITTEN });
  });

  it('is repeated after a 429 with Retry-After, three times at most', async () => {
    const throttled = vendorError('http', { status: 429, retryAfterSeconds: 1 });
    expect(await sentAfter(3, throttled)).toEqual({ sent: 4, result: WRITTEN });
    expect(await sentAfter(4, throttled)).toMatchObject({ sent: 4, result: { outcome: 'refused' } });
  });

  it('is not repeated after a 429 without Retry-After, nor after an error that leaves it uncertain', async () => {
    for (const error of [
      vendorError('http', { status: 429 }),
      vendorError('http', { status: 503, retryAfterSeconds: 1 }),
      vendorError('reset'),
    ])
      expect((await sentAfter(1, error)).sent).toBe(1);
  });

  it.each<[Code, number | undefined]>([
    ['timeout', undefined],
    ['reset', undefined],
    ['invalid', 200],
    ['body_too_large', 200],
    ['http', 408],
    ['http', 500],
    ['http', 504],
  ])('may have been executed after the error %s %s', async (code, status) => {
    const error = vendorError(code, status === undefined ? {} : { status });
    expect(await failing(error)).toEqual({ outcome: 'unknown', reason: error.message });
  });

  it.each<[Code, number | undefined]>([
    ['refused', undefined],
    ['redirect_refused', 302],
    ['sign_in_failed', 401],
    ['http', 404],
    ['http', 409],
    ['http', 499],
  ])('was not executed after the error %s %s', async (code, status) => {
    const error = vendorError(code, status === undefined ? {} : { status });
    expect(await failing(error)).toEqual({ outcome: 'refused', reason: error.message, problems: [] });
  });

  it('reports the violations of a 400, and none without a reader of them', async () => {
    const error = vendorError('http', { status: 400 });
    expect(await failing(error)).toMatchObject({ outcome: 'refused', problems: [problem] });
    const plain = await executeWrite(() => Promise.reject(error), { permission: PERMISSION });
    expect(plain).toMatchObject({ outcome: 'refused', problems: [] });
  });

  it('names the missing permission of a 403', async () => {
    const error = vendorError('http', { status: 403 });
    expect(await failing(error)).toEqual({
      outcome: 'refused',
      reason: `the client lacks ${PERMISSION}; grant it, then try again (${error.message})`,
      problems: [],
    });
  });

  it('was not sent when it exceeds the request budget', async () => {
    expect(await failing(new BudgetSpentError('spent'))).toEqual({
      outcome: 'refused',
      reason: 'spent',
      problems: [],
    });
  });

  it('may have been executed after an unexpected error', async () => {
    expect(await failing(new Error('odd'))).toEqual({ outcome: 'unknown', reason: 'odd' });
  });
});

describe('a read', () => {
  it('names the missing permission of a 403 alone', async () => {
    const read = (error?: unknown) =>
      withPermissionHint(PERMISSION, async () => {
        if (error) throw error;
        return 'settings';
      });
    expect(await read()).toBe('settings');
    const forbidden = vendorError('http', { status: 403 });
    await expect(read(forbidden)).rejects.toMatchObject({
      code: 'permission_missing',
      message: `the client lacks ${PERMISSION}; grant it, then try again`,
      cause: forbidden,
    });
    const missing = vendorError('http', { status: 404 });
    await expect(read(missing)).rejects.toBe(missing);
    const odd = new Error('odd');
    await expect(read(odd)).rejects.toBe(odd);
  });
});
