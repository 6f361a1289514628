import type { Request, RequestHandler } from 'express';
import type { RateLimit, WebConfigSource } from '../web-config.ts';
import { type Credentials, createPasswordCheck } from './password-check.ts';

/**
 * Authentication and rate limit of the web configuration, for the routes after it. Sets `response.locals.user` for later
 * handlers when the user is authenticated.
 */
export function authenticate(webConfig: WebConfigSource): RequestHandler {
  const isPasswordOf = createPasswordCheck();
  const withinLimit = createRateLimiter();
  return async (request, response, next) => {
    const { users, grants, rateLimit } = webConfig.current();
    const credentials = basicCredentials(request);
    if (rateLimit && !withinLimit(rateLimit)) {
      response.status(429).type('text/plain').send('Too many requests\n');
    } else if (users.size === 0 && !grants) {
      next();
    } else if (await isPasswordOf(users, credentials)) {
      response.locals.user = credentials?.user;
      next();
    } else {
      response.set('www-authenticate', 'Basic realm="contact-center-exporter", charset="UTF-8"');
      response.status(401).type('text/plain').send('Unauthorized\n');
    }
  };
}

/** HTTP Basic credentials (RFC 7617). */
function basicCredentials(request: Request): Credentials | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(request.get('authorization') ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Token bucket shared by all requests. */
function createRateLimiter(): (limit: RateLimit) => boolean {
  let tokens = Number.POSITIVE_INFINITY;
  let filledAt = performance.now();
  return ({ intervalSeconds, burst }) => {
    const now = performance.now();
    tokens = Math.min(burst, tokens + (now - filledAt) / (intervalSeconds * 1000));
    filledAt = now;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
}
