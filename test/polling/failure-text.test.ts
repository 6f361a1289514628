import { describe, expect, it } from 'vitest';
import { failureText } from '../../src/polling/failure-text.ts';

const MESSAGE = 'client_secret_file /run/secrets/acme cannot be read; is https://login.internal/token right?';
const failed = (details: object) => Object.assign(new Error(MESSAGE), details);

describe('the text of a failure', () => {
  it.each([
    [failed({ code: 'http', status: 503 }), 'the platform answered with an error (HTTP 503)'],
    [failed({ code: 'sign_in_failed', status: 401 }), 'signing in failed (HTTP 401)'],
    [failed({ code: 'sign_in_failed' }), 'signing in failed'],
    [failed({ code: 'permission_missing' }), 'permission missing'],
    [new DOMException(MESSAGE, 'TimeoutError'), 'no answer in time'],
    [failed({ code: 'ENOENT' }), 'failed for a reason that the log tells'],
    [failed({ code: MESSAGE }), 'failed for a reason that the log tells'],
    [failed({}), 'failed for a reason that the log tells'],
    [MESSAGE, 'failed for a reason that the log tells'],
  ])('%#: has its kind and nothing of its message', (error, text) => {
    expect(failureText(error)).toBe(text);
  });
});
