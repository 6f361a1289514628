import { z } from 'zod';
import { isTimeout } from '../../async/index.ts';
import { BudgetSpentError, errorMessage } from '../../domain/index.ts';
import { type CallOrigin, isVendorError, VendorError } from '../errors.ts';
import { withRetries } from '../limits/retry.ts';
import type { SendRequest } from '../transport/request-pipeline.ts';
import type { Authenticate, TokenRequest } from './authentication.ts';

export interface IssuedToken {
  readonly value: string;
  readonly expiresInSeconds: number;
}

export interface TokenExchange {
  readonly tenant: string;
  readonly authenticate: Authenticate;
  readonly send: SendRequest;
  readonly backOffSeconds: number;
  /** Called when the response has no usable `expires_in`. */
  readonly onLifetimeAssumed: (seconds: number) => void;
}

const TOKEN_ENDPOINT = 'oauth_token';
/** Token endpoints respond fast; a longer wait means that no response will come. */
const CALL_TIMEOUT_SECONDS = 10;
/** Few, so that a wrong URL is reported within the first poll instead of after its deadline. */
const MAX_RETRIES = 3;
/** Lifetime that most platforms use. */
const ASSUMED_LIFETIME_SECONDS = 3600;

/** RFC 6749 section 5.1. A token goes into a header and so must fit there. */
const answerSchema = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/, 'must be printable ASCII'),
  expires_in: z.union([z.number(), z.string()]).optional().catch(undefined),
});

/** @throws VendorError `sign_in_failed` or `throttled`; BudgetSpentError; the signal's reason unless that is a timeout. */
export async function obtainToken(exchange: TokenExchange, signal: AbortSignal): Promise<IssuedToken> {
  const { tenant, authenticate, send, backOffSeconds, onLifetimeAssumed } = exchange;
  const origin: CallOrigin = { tenant, endpoint: TOKEN_ENDPOINT };
  let address: string | undefined;
  try {
    const request = await authenticate();
    address = addressOf(request);
    const answer = await withRetries((number) => ask(request, origin, send, number, signal), {
      signal,
      maxRetries: MAX_RETRIES,
      backOffSeconds,
    });
    const lifetime = Number(answer.expires_in);
    const isTold = lifetime > 0 && Number.isFinite(lifetime);
    if (!isTold) onLifetimeAssumed(ASSUMED_LIFETIME_SECONDS);
    return {
      value: answer.access_token,
      expiresInSeconds: isTold ? lifetime : ASSUMED_LIFETIME_SECONDS,
    };
  } catch (error) {
    throw signal.aborted && !isTimeout(signal.reason)
      ? signal.reason
      : authenticationFailed(origin, error, address);
  }
}

function ask(
  request: TokenRequest,
  origin: CallOrigin,
  send: SendRequest,
  attempt: number,
  signal: AbortSignal,
) {
  const { url, headers, body, secrets } = request;
  return send(
    {
      request: { method: 'POST', url: new URL(url), headers, body },
      expected: { schema: answerSchema },
      origin,
      timeoutSeconds: CALL_TIMEOUT_SECONDS,
      secrets,
      attempt,
      isTokenRequest: true,
    },
    signal,
  );
}

/** Wraps an error of the token request, except a rate limit and a spent request budget. */
function authenticationFailed(origin: CallOrigin, cause: unknown, address: string | undefined): unknown {
  const failed: Partial<VendorError> = isVendorError(cause) ? cause : {};
  if (failed.code === 'throttled' || cause instanceof BudgetSpentError) return cause;
  const problem = failed.problem ?? errorMessage(cause);
  return new VendorError(
    'sign_in_failed',
    origin,
    `sign-in failed: ${problem}${adviceFor(failed, address)}`,
    {
      status: failed.status,
      correlationId: failed.correlationId,
      detail: failed.detail,
      proxy: failed.proxy,
      isPermanent: failed.isPermanent,
      cause,
    },
  );
}

/** Without the query, which may hold secrets. */
function addressOf({ url }: TokenRequest): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** Advice for the most probable cause, appended to the problem. */
function adviceFor(
  { code, status, problem = '', proxy, isPermanent = false }: Partial<VendorError>,
  address: string | undefined,
): string {
  // The problem names the setting that is the cause.
  if (isPermanent) return '';
  if (code === 'refused' && proxy !== undefined) return '; check the proxy and the setting that names it';
  if (code === 'refused') return `; check the address, ${address}, and the network`;
  if (code === 'invalid' || code === 'redirect_refused' || status === 404 || status === 405)
    return `; check that ${address} is the token endpoint`;
  const isRefused = status === 400 || status === 401 || status === 403;
  if (!isRefused) return '';
  return problem.includes('invalid_scope') ? '; check oauth.scope' : '; check the credentials under oauth';
}
