import { describe, expect, it } from 'vitest';
import { PlatformError } from '../../src/platforms/platform-error.ts';
import { failureText } from '../../src/polling/failure-text.ts';
import { VendorError, type VendorErrorCode } from '../../src/vendor-http/errors.ts';

const MESSAGE = 'client_secret_file /run/secrets/acme cannot be read; check https://login.internal/token';
const ORIGIN = { tenant: 'acme', endpoint: 'queue_read' };
const failed = (code: VendorErrorCode, status?: number) => new VendorError(code, ORIGIN, MESSAGE, { status });

describe('the text of a failed poll', () => {
  it.each([
    [failed('http', 503), 'error response (HTTP 503)'],
    [failed('sign_in_failed', 401), 'sign-in failed (HTTP 401)'],
    [failed('sign_in_failed'), 'sign-in failed'],
    [failed('throttled', 429), 'rate limited by the platform (HTTP 429)'],
    [new PlatformError('permission_missing', MESSAGE), 'permission missing'],
    [
      new PlatformError('permission_missing', MESSAGE, { cause: failed('http', 403) }),
      'permission missing (HTTP 403)',
    ],
    [new DOMException(MESSAGE, 'TimeoutError'), 'timed out'],
    [Object.assign(new Error(MESSAGE), { code: 'ENOENT' }), 'failed; see the log'],
    [Object.assign(new Error(MESSAGE), { code: 'http', status: 503 }), 'failed; see the log'],
    [new Error(MESSAGE), 'failed; see the log'],
    [MESSAGE, 'failed; see the log'],
  ])('shows the kind of failure %# and nothing of its message', (error, text) => {
    expect(failureText(error)).toBe(text);
  });
});
