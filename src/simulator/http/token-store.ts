import { randomBytes } from 'node:crypto';

/** The access tokens of one tenant. Tokens live in real time, whatever the pace of the simulation. */
export interface TokenStore {
  readonly lifetimeSeconds: number;
  issue(clientId: string, scopes: readonly string[]): string;
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
    issue(clientId, scopes) {
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
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
