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
  /** Called when the platform does not say how long its token lives. */
  readonly onLifetimeAssumed: (seconds: number) => void;
}

const TOKEN_ENDPOINT = 'oauth_token';
/** Issuing a token takes no work worth mentioning: longer silence means that none will come. */
const CALL_TIMEOUT_SECONDS = 10;
/** Few, so that a wrong address is told within the first poll instead of being tried until its deadline. */
const MAX_RETRIES = 3;
/** What nearly every platform uses. */
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
    const answer = await withRetries((number) => ask(request, origin, send, number > 1, signal), {
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
  isRetry: boolean,
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
      isRetry,
    },
    signal,
  );
}

/** Leaves what is not the sign-in's fault as it is: the platform wants to be left alone, or the budget is spent. */
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
      cause,
    },
  );
}

/** Without the query, which is nobody's business. */
function addressOf({ url }: TokenRequest): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** How to mend what is most probably wrong; it goes on from the problem. */
function adviceFor(
  { code, status, problem = '', proxy }: Partial<VendorError>,
  address: string | undefined,
): string {
  if (code === 'refused' && proxy !== undefined) return '; check the proxy and the variable that names it';
  if (code === 'refused') return `; check the address, ${address}, and the network`;
  if (code === 'invalid' || code === 'redirect_refused' || status === 404 || status === 405)
    return `; is ${address} the address that gives tokens?`;
  const isRefused = status === 400 || status === 401 || status === 403;
  if (!isRefused) return '';
  return problem.includes('invalid_scope') ? '; check oauth.scope' : '; check the credentials under oauth';
}
