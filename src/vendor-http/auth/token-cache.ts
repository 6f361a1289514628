import { abortable, withTimeout } from '../../async/index.ts';

/** An access token and the API it is valid for. */
export interface AccessToken {
  /** Absent where calls need none. */
  readonly value?: string;
  readonly baseUrl: string;
}

/** A token as just issued. */
export interface FreshAccessToken extends AccessToken {
  readonly expiresInSeconds: number;
}

export interface TokenCache {
  /** Whether `get` gives a token without waiting for one. */
  hasToken(): boolean;
  /** @throws the error of the token request; the signal's reason. */
  get(signal: AbortSignal): Promise<AccessToken>;
  /** Removes the token unless another has replaced it; returns whether it did. */
  drop(token: AccessToken): boolean;
  /** Aborts a token request in flight. */
  close(): void;
}

export interface TokenCacheOptions {
  readonly authenticate: (signal: AbortSignal) => Promise<FreshAccessToken>;
  /** Deadline of one token request with all its retries. */
  readonly timeoutSeconds: number;
  /**
   * Wait after a failed token request before the next one; callers get the same failure meanwhile. It doubles with each
   * early renewal that fails in a row.
   */
  readonly backOffSeconds: number;
  /** Called for the first early renewal that fails in a row, with the remaining seconds of the current token. */
  readonly onRenewalFailed: (error: unknown, validSeconds: number) => void;
}

/**
 * A token is renewed this long before it expires, or at half of its lifetime if that is later: enough to bridge some
 * minutes without the identity provider.
 */
const RENEWAL_MARGIN_SECONDS = 300;
/** Upper bound of the renewal back-off: a recovered identity provider is noticed within this time. */
const MAX_RENEWAL_BACK_OFF_SECONDS = 30;

/** For a platform without authentication. */
export function withoutToken(baseUrl: string): TokenCache {
  return { hasToken: () => true, get: async () => ({ baseUrl }), drop: () => false, close: () => {} };
}

/** A token in use; times as `performance.now()` counts. */
interface Current {
  readonly token: AccessToken;
  readonly renewAt: number;
  readonly expiresAt: number;
}

/** The last token request, if it failed. */
interface Failed {
  readonly error: unknown;
  readonly until: number;
  /** How many have failed in a row. */
  readonly times: number;
}

/**
 * Caches one token for all callers and renews it in the background before it expires. A caller that aborts does not abort
 * the token request that others wait for.
 */
export function createTokenCache(options: TokenCacheOptions): TokenCache {
  const { authenticate, timeoutSeconds, backOffSeconds, onRenewalFailed } = options;
  const closing = new AbortController();
  let current: Current | undefined;
  let failed: Failed | undefined;
  let signingIn: Promise<AccessToken> | undefined;

  async function renew(): Promise<AccessToken> {
    try {
      const token = await withTimeout(timeoutSeconds, closing.signal, authenticate);
      const { expiresInSeconds } = token;
      const margin = Math.min(RENEWAL_MARGIN_SECONDS, expiresInSeconds / 2);
      const now = performance.now();
      current = {
        token,
        renewAt: now + (expiresInSeconds - margin) * 1000,
        expiresAt: now + expiresInSeconds * 1000,
      };
      failed = undefined;
      return token;
    } catch (error) {
      noteFailure(error);
      throw error;
    } finally {
      signingIn = undefined;
    }
  }

  function noteFailure(error: unknown): void {
    const now = performance.now();
    const isEarly = current !== undefined && now < current.expiresAt;
    const times = (failed?.times ?? 0) + 1;
    const seconds = isEarly
      ? Math.min(backOffSeconds * 2 ** (times - 1), MAX_RENEWAL_BACK_OFF_SECONDS)
      : backOffSeconds;
    failed = { error, until: now + seconds * 1000, times };
    if (current && isEarly && times === 1 && !closing.signal.aborted)
      onRenewalFailed(error, (current.expiresAt - now) / 1000);
  }

  return {
    hasToken: () => current !== undefined && performance.now() < current.expiresAt,
    get: async (signal) => {
      const now = performance.now();
      const isBackingOff = failed !== undefined && now < failed.until;
      if (current && now < current.expiresAt) {
        // A failure is recorded by `renew`; this caller has a valid token.
        if (now >= current.renewAt && !isBackingOff && !signingIn) {
          signingIn = renew();
          signingIn.catch(() => {});
        }
        return current.token;
      }
      if (isBackingOff && !signingIn) throw failed?.error;
      signingIn ??= renew();
      return abortable(signingIn, signal);
    },
    drop: (token) => {
      if (current?.token !== token) return false;
      current = undefined;
      return true;
    },
    close: () => closing.abort(new DOMException('the client was closed', 'AbortError')),
  };
}
