import type { Request, RequestHandler } from 'express';
import { type Credentials, createPasswordCheck } from './password-check.ts';
import type { RateLimit, WebConfigSource } from './web-config.ts';

/** What the web configuration requires of every request but those that tell whether the process lives. */

/** Probes of an orchestrator hold no password, and one that is refused restarts a healthy process. */
const OPEN_PATHS: ReadonlySet<string> = new Set(['/-/healthy', '/-/ready']);

/** Tells the handlers after it who has signed in, if anybody had to: `response.locals.user`. */
export function access(webConfig: WebConfigSource): RequestHandler {
  const isPasswordOf = createPasswordCheck();
  const withinLimit = createRateLimiter();
  return async (request, response, next) => {
    const { headers, users, rateLimit } = webConfig.current();
    const credentials = basicCredentials(request);
    response.set(headers);
    if (OPEN_PATHS.has(request.path)) {
      next();
    } else if (rateLimit && !withinLimit(rateLimit)) {
      response.status(429).type('text/plain').send('Too many requests\n');
    } else if (users.size === 0) {
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

/** RFC 7617. */
function basicCredentials(request: Request): Credentials | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(request.get('authorization') ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** A token bucket over all requests. */
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
