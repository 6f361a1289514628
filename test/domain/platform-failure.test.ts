import { expect, it } from 'vitest';
import { describePlatformFailure, errorMessage, PlatformFailure } from '../../src/domain/index.ts';

class Failure extends PlatformFailure {}

it('describes a failure by its kind and status, without its message', () => {
  const secret = 'GET https://api.example/secret/path';
  expect(describePlatformFailure(new Failure('http', secret, { status: 503 }))).toBe(
    'error response (HTTP 503)',
  );
  expect(describePlatformFailure(new Failure('timeout', secret, {}))).toBe('timed out');
});

it('keeps the cause of a failure, and has none without one', () => {
  const cause = new Error('socket hang up');
  expect(new Failure('reset', 'broken', { cause, retryAfterSeconds: 3 })).toMatchObject({
    code: 'reset',
    message: 'broken',
    retryAfterSeconds: 3,
    cause,
  });
  expect(new Failure('reset', 'broken', {})).not.toHaveProperty('cause');
});

it('gives the message of an error, and the text of anything else that was thrown', () => {
  expect(errorMessage(new Error('broken'))).toBe('broken');
  expect(errorMessage('a text')).toBe('a text');
  expect(errorMessage(undefined)).toBe('undefined');
});
