import { abortable, withTimeout } from '../../async/index.ts';

/** A token and where it is good. */
export interface AccessToken {
  /** Absent where calls need none. */
  readonly value?: string;
  readonly baseUrl: string;
}

/** What signing in gives. */
export interface FreshAccessToken extends AccessToken {
  readonly expiresInSeconds: number;
}

export interface TokenCache {
  /** @throws what signing in failed with; the signal's reason. */
  get(signal: AbortSignal): Promise<AccessToken>;
  /** Forgets the token, unless another has already taken its place; tells whether it did. */
  drop(token: AccessToken): boolean;
  /** Ends a sign-in that is under way. */
  close(): void;
}

export interface TokenCacheOptions {
  readonly authenticate: (signal: AbortSignal) => Promise<FreshAccessToken>;
  /** The deadline of one sign-in with all its retries. */
  readonly timeoutSeconds: number;
  /**
   * How long after a failed sign-in the next one is tried; until then, that failure is the answer. An early renewal that
   * fails again and again is tried after twice as long each time.
   */
  readonly backOffSeconds: number;
  /** Called for the first of the early renewals that fail in a row, while the token is still good for so many seconds. */
  readonly onRenewalFailed: (error: unknown, validSeconds: number) => void;
}

/**
 * A token is renewed this long before it expires, or at half of its life when that comes first: long enough for an
 * identity provider that restarts, or is away for some minutes, to go unnoticed.
 */
const RENEWAL_MARGIN_SECONDS = 300;
/** However often a renewal failed, an identity provider that is back is found out within this time. */
const MAX_RENEWAL_BACK_OFF_SECONDS = 30;

/** For a platform that asks for no token. */
export function withoutToken(baseUrl: string): TokenCache {
  return { get: async () => ({ baseUrl }), drop: () => false, close: () => {} };
}

/** A token in use; times as `performance.now()` counts. */
interface Current {
  readonly token: AccessToken;
  readonly renewAt: number;
  readonly expiresAt: number;
}

/** The last sign-in, which failed. */
interface Failed {
  readonly error: unknown;
  readonly until: number;
  /** How many have failed in a row. */
  readonly times: number;
}

/**
 * Keeps one token for all callers. It is renewed in the background before it expires, and used until then. A caller
 * that gives up does not end the sign-in that others wait for.
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
    get: async (signal) => {
      const now = performance.now();
      const isBackingOff = failed !== undefined && now < failed.until;
      if (current && now < current.expiresAt) {
        // Its failure is noted, and of no concern to a caller that has a token.
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
