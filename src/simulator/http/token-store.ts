import { randomBytes } from 'node:crypto';

/** The access tokens of one tenant. Tokens live in real time, whatever the pace of the simulation. */
export interface TokenStore {
  readonly lifetimeSeconds: number;
  /** With `claims`, a token that can be read as a JSON Web Token; its signature is good for nothing. */
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
/** A client that asks for a token at every call must not fill the memory. */
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
