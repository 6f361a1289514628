import { isTimeout } from '../async/index.ts';
import { defined } from '../domain/index.ts';
import type { Authenticate } from './auth/authentication.ts';
import { obtainToken } from './auth/obtain-token.ts';
import { type AccessToken, createTokenCache, type TokenCache, withoutToken } from './auth/token-cache.ts';
import { type CallOrigin, isVendorError, VendorError } from './errors.ts';
import { createRateLimitGate } from './limits/rate-limit-gate.ts';
import { type RequestBudget, UNLIMITED } from './limits/request-budget.ts';
import { withRetries } from './limits/retry.ts';
import { resolveAddress } from './transport/addresses.ts';
import type { NetworkSettings } from './transport/network.ts';
import { createRequestPipeline, type SendRequest } from './transport/request-pipeline.ts';
import type { RetryAfterFromBody } from './transport/response.ts';
import { createTransport, type HttpRequest } from './transport/transport.ts';
import type { RequestContext, VendorClient, VendorObserver, VendorRequest } from './vendor-client.ts';

export interface VendorClientOptions {
  readonly tenant: string;
  /** Without a trailing slash; or how to discover it with a new token, which happens for each token. */
  readonly baseUrl: string | ((accessToken: string, signal: AbortSignal) => Promise<string>);
  /** Absent: calls carry no token. */
  readonly authenticate?: Authenticate;
  /** Shared by all clients of the tenant; the creator closes it. Absent: requests are not limited. */
  readonly budget?: RequestBudget;
  /** Upper bound of a response, compressed and uncompressed. Default 64 MiB. */
  readonly maxBodyBytes?: number;
  /** Absent: the proxy of the environment, and the certificate authorities of Node.js. */
  readonly network?: NetworkSettings;
  /** Timeout of one attempt, within the deadline of the call. Default 30 s. */
  readonly callTimeoutSeconds?: number;
  /** Where the platform states a delay in the body of a 429 that has no `Retry-After`. */
  readonly retryAfterFromBody?: RetryAfterFromBody;
  /** Rejects every PUT. */
  readonly readOnly?: boolean;
  readonly observer: VendorObserver;
  readonly log?: { warn(fields: object, message: string): void };
  readonly timing?: Partial<Timing>;
}

/** In seconds; injectable for tests. */
export interface Timing {
  readonly backOffSeconds: number;
  readonly tokenBackOffSeconds: number;
  readonly tokenTimeoutSeconds: number;
}

const DEFAULT_TIMING: Timing = {
  /** The first back-off of a call is random up to this. */
  backOffSeconds: 0.5,
  /** Short enough for corrected credentials to take effect soon, long enough not to flood the endpoint. */
  tokenBackOffSeconds: 5,
  /** With retries. */
  tokenTimeoutSeconds: 30,
};
/** Room for 40,000 queues at 1.6 KiB each. */
const DEFAULT_MAX_BODY_BYTES = 64 * 1024 * 1024;
/** Longest time that the vendors' guides allow a query. */
const DEFAULT_CALL_TIMEOUT_SECONDS = 30;
/** Enough to bridge a restart at the platform; the deadline usually comes first. */
const MAX_RETRIES = 5;

/** @throws TlsFileError when a file of the network settings cannot be used. */
export function createVendorClient(options: VendorClientOptions): VendorClient {
  const { tenant, baseUrl, callTimeoutSeconds = DEFAULT_CALL_TIMEOUT_SECONDS, observer } = options;
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const transport = createTransport({
    maxBodyBytes: options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
    network: options.network,
    onRefused: (error) =>
      options.log?.warn({ tenant, error }, 'Failed to reload the TLS files; using the previous ones'),
  });
  const openGate = () => createRateLimitGate((seconds) => observer.throttled(seconds));
  const gate = openGate();
  /** Its own, because a pause of those who issue tokens must not stop calls while the current token is valid. */
  const signInGate = openGate();
  const pipeline = defined({
    transport,
    budget: options.budget ?? UNLIMITED,
    observer,
    retryAfterFromBody: options.retryAfterFromBody,
  });
  const send = createRequestPipeline({ ...pipeline, gate });
  const tokens = tokensOf(options, timing, createRequestPipeline({ ...pipeline, gate: signInGate }));
  let closed = false;

  async function request<T>(call: VendorRequest<T>, { collector, signal }: RequestContext): Promise<T> {
    const origin: CallOrigin = { tenant, collector, endpoint: call.endpoint };
    const knownUrl = typeof baseUrl === 'string' ? addressOf(call, baseUrl, origin) : undefined;
    let renewed = false;
    let attempts = 0;
    if (options.readOnly && call.method === 'PUT')
      throw new VendorError('write_refused', origin, 'not sent: this command must not write to the platform');

    const sendAs = (token: AccessToken) => {
      const { value } = token;
      attempts++;
      const attempt = {
        request: wireRequest(call, knownUrl ?? addressOf(call, token.baseUrl, origin), value),
        expected: call,
        origin,
        timeoutSeconds: callTimeoutSeconds,
        secrets: value === undefined ? [] : [value],
        attempt: attempts,
      };
      return send(attempt, signal);
    };

    const attempt = async () => {
      // First, so that no caller waits for a token while the rate limit outlasts its deadline.
      await gate.wait(origin, signal);
      if (!tokens.hasToken()) await signInGate.wait(origin, signal);
      const token = await tokens.get(signal);
      try {
        return await sendAs(token);
      } catch (error) {
        if (renewed || token.value === undefined || !isUnauthorized(error)) throw error;
        renewed = true;
        if (tokens.drop(token)) observer.tokenDropped();
        return await sendAs(await tokens.get(signal));
      }
    };

    try {
      signal.throwIfAborted();
      return await withRetries(attempt, {
        signal,
        maxRetries: call.retry === false ? 0 : MAX_RETRIES,
        backOffSeconds: timing.backOffSeconds,
        mayRetry: () => !closed,
      });
    } catch (error) {
      throw signal.aborted ? endedBy(signal, error, origin) : error;
    }
  }

  return {
    request,
    close: async () => {
      closed = true;
      tokens.close();
      await transport.close();
    },
  };
}

function tokensOf(options: VendorClientOptions, timing: Timing, send: SendRequest): TokenCache {
  const { tenant, baseUrl, authenticate, observer, log } = options;
  if (!authenticate) {
    if (typeof baseUrl === 'string') return withoutToken(baseUrl);
    throw new Error('Base URL discovery requires credentials');
  }
  let warned = false;
  const onLifetimeAssumed = (seconds: number) => {
    if (!warned) log?.warn({ tenant, seconds }, 'Token lifetime unknown; assuming a default');
    warned = true;
  };
  const exchange = { tenant, authenticate, send, backOffSeconds: timing.backOffSeconds, onLifetimeAssumed };
  return createTokenCache({
    authenticate: async (signal) => {
      const token = await obtainToken(exchange, signal);
      observer.tokenObtained(Date.now() / 1000 + token.expiresInSeconds);
      return {
        ...token,
        baseUrl: typeof baseUrl === 'string' ? baseUrl : await baseUrl(token.value, signal),
      };
    },
    timeoutSeconds: timing.tokenTimeoutSeconds,
    backOffSeconds: timing.tokenBackOffSeconds,
    onRenewalFailed: (error, validSeconds) =>
      log?.warn(
        { tenant, error, valid_seconds: Math.round(validSeconds) },
        'Failed to renew the access token; using the current one until it expires',
      ),
  });
}

function addressOf({ path, query }: VendorRequest<unknown>, baseUrl: string, origin: CallOrigin): URL {
  const url = resolveAddress(baseUrl, path, query);
  if (url) return url;
  const elsewhere = URL.parse(path, baseUrl)?.origin ?? 'an invalid URL';
  const problem = `not sent: the platform named a URL of another origin, ${elsewhere}; its API is at ${new URL(baseUrl).origin}`;
  throw new VendorError('origin_refused', origin, problem);
}

function wireRequest(call: VendorRequest<unknown>, url: URL, accessToken: string | undefined): HttpRequest {
  const headers: Record<string, string> = { ...call.headers };
  if (accessToken !== undefined) headers.authorization = `Bearer ${accessToken}`;
  if (call.json === undefined) return { method: call.method, url, headers };
  headers['content-type'] = 'application/json';
  return { method: call.method, url, headers, body: JSON.stringify(call.json) };
}

function isUnauthorized(error: unknown): boolean {
  return isVendorError(error) && error.code === 'http' && error.status === 401;
}

/** Error of a call whose signal has aborted: a cancellation replaces every error, a timeout only its own reason. */
function endedBy({ reason }: AbortSignal, error: unknown, origin: CallOrigin): unknown {
  if (!isTimeout(reason)) return reason;
  return error === reason
    ? new VendorError('timeout', origin, 'the deadline passed before the call was made')
    : error;
}
