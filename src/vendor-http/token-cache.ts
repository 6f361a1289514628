import { whileAlive, withTimeout } from './wait.ts';

/** A token and where it is good. */
export interface Session {
  /** Absent where calls need none. */
  readonly accessToken?: string;
  readonly baseUrl: string;
}

/** What signing in gives. */
export interface FreshSession extends Session {
  readonly expiresInSeconds: number;
}

export interface TokenCache {
  /** @throws what signing in failed with; the signal's reason. */
  get(signal: AbortSignal): Promise<Session>;
  /** Forgets the session, unless another has already taken its place; tells whether it did. */
  drop(session: Session): boolean;
  /** Ends a sign-in that is under way. */
  close(): void;
}

export interface TokenCacheOptions {
  readonly signIn: (signal: AbortSignal) => Promise<FreshSession>;
  /** The deadline of one sign-in with all its retries. */
  readonly timeoutSeconds: number;
  /** How long after a failed sign-in the next one is tried; until then, that failure is the answer. */
  readonly backOffSeconds: number;
}

/** A token is renewed this long before it expires, or at half of its life when that comes first. */
const RENEWAL_MARGIN_SECONDS = 60;

/** For a platform that asks for no token. */
export function withoutToken(baseUrl: string): TokenCache {
  return { get: async () => ({ baseUrl }), drop: () => false, close: () => {} };
}

/** Keeps one session for all callers. One that gives up does not end the sign-in that others wait for. */
export function createTokenCache({ signIn, timeoutSeconds, backOffSeconds }: TokenCacheOptions): TokenCache {
  const closing = new AbortController();
  let current: { readonly session: Session; readonly renewAt: number } | undefined;
  let failed: { readonly error: unknown; readonly until: number } | undefined;
  let signingIn: Promise<Session> | undefined;

  async function renew(): Promise<Session> {
    try {
      const session = await withTimeout(timeoutSeconds, closing.signal, signIn);
      const margin = Math.min(RENEWAL_MARGIN_SECONDS, session.expiresInSeconds / 2);
      current = { session, renewAt: performance.now() + (session.expiresInSeconds - margin) * 1000 };
      return session;
    } catch (error) {
      failed = { error, until: performance.now() + backOffSeconds * 1000 };
      throw error;
    } finally {
      signingIn = undefined;
    }
  }

  return {
    get: async (signal) => {
      const now = performance.now();
      if (current && now < current.renewAt) return current.session;
      if (failed && now < failed.until) throw failed.error;
      signingIn ??= renew();
      return whileAlive(signingIn, signal);
    },
    drop: (session) => {
      if (current?.session !== session) return false;
      current = undefined;
      return true;
    },
    close: () => closing.abort(new DOMException('the client was closed', 'AbortError')),
  };
}
