import { randomBytes } from 'node:crypto';

/** Access tokens of one tenant. They expire in real time, regardless of the time factor. */
export interface TokenStore {
  readonly lifetimeSeconds: number;
  /** With `claims`, a token in the form of a JSON Web Token, whose signature is not valid. */
  issue(clientId: string, scopes: readonly string[], claims?: object): string;
  /** Undefined when the token is unknown, expired or revoked. */
  find(token: string): TokenFacts | undefined;
  revokeAll(): void;
}

export interface TokenFacts {
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

const TOKEN_BYTES = 24;
/** Bounds the memory when a client requests a token with every call. */
const MAX_TOKENS = 1000;

export function createTokenStore(lifetimeSeconds: number): TokenStore {
  const tokens = new Map<string, TokenFacts>();
  return {
    lifetimeSeconds,
    issue(clientId, scopes, claims) {
      const secret = randomBytes(TOKEN_BYTES).toString('base64url');
      const token = claims ? `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}.${secret}` : secret;
      tokens.set(token, { clientId, scopes, expiresAt: Date.now() + lifetimeSeconds * 1000 });
      const [oldest] = tokens.keys();
      if (tokens.size > MAX_TOKENS && oldest !== undefined) tokens.delete(oldest);
      return token;
    },
    find(token) {
      const facts = tokens.get(token);
      return facts && facts.expiresAt > Date.now() ? facts : undefined;
    },
    revokeAll: () => tokens.clear(),
  };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
