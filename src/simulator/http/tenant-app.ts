import { randomUUID } from 'node:crypto';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { defined, errorMessage } from '../../domain/index.ts';
import type { Tenant } from '../tenant.ts';
import { ApiError } from './api-error.ts';
import type { Fault } from './fault.ts';
import { dropConnection, injectFault, sendGatewayPage } from './inject-fault.ts';
import { send } from './send.ts';
import type { TokenFacts } from './token-store.ts';
import type { Call, Endpoint, TokenEndpoint } from './vendor-api.ts';

/** The web application that serves one tenant through its vendor's API. `signal` aborts pending delays. */
export function createTenantApp(tenant: Tenant, signal: AbortSignal): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(identify(tenant));
  for (const tokenEndpoint of tenant.vendorApi.tokenEndpoints) {
    const parse =
      tokenEndpoint.encoding === 'form' ? express.urlencoded({ extended: false }) : express.json();
    app.post(
      tokenEndpoint.path,
      count(tenant, 'token'),
      disturb(tenant, 'token', signal),
      parse,
      (request, response) =>
        send(request, response, grant(tenant, tokenEndpoint, request), sendOptions(response)),
    );
  }
  for (const endpoint of tenant.vendorApi.endpoints) {
    const method = endpoint.method.toLowerCase() as 'get' | 'post' | 'put';
    app[method](
      endpoint.path,
      count(tenant, endpoint.name),
      disturb(tenant, endpoint.name, signal, endpoint.survivesOutage),
      limit(tenant),
      authorise(tenant, endpoint),
      express.json({ limit: '512kb' }),
      (request, response) =>
        send(request, response, endpoint.handle(callOf(tenant, request, response)), sendOptions(response)),
    );
  }
  app.use(count(tenant, 'unknown'), disturb(tenant, 'unknown', signal), (request) => {
    throw new ApiError(404, 'not.found', `no resource ${request.method} ${request.path}`);
  });
  app.use(sendError(tenant));
  return app;
}

/** State that the middleware of one request share. */
interface Progress {
  fault?: Fault;
  token?: TokenFacts;
}

const progressOf = (response: Response): Progress => response.locals as Progress;

const sendOptions = (response: Response): { truncate: boolean } => ({
  truncate: progressOf(response).fault?.kind === 'truncate',
});

function identify({ vendorApi }: Tenant): express.RequestHandler {
  return (request, response, next) => {
    response.set(vendorApi.correlationHeader, request.get(vendorApi.correlationHeader) ?? randomUUID());
    next();
  };
}

function count(tenant: Tenant, endpoint: string): express.RequestHandler {
  return (_request, response, next) => {
    response.once('close', () => {
      tenant.countRequest(endpoint, response.writableFinished ? String(response.statusCode) : 'dropped');
    });
    next();
  };
}

/** Applies outages and injected faults before authorisation and rate limits, as a real gateway does. */
function disturb(
  tenant: Tenant,
  endpoint: string,
  signal: AbortSignal,
  survivesOutage = false,
): express.RequestHandler {
  return async (request, response, next) => {
    const { scenario } = tenant;
    if (scenario.scenario === 'platform_outage') {
      if (scenario.mode === 'drop') return dropConnection(response);
      if (!survivesOutage) return sendGatewayPage(response, 503);
    }
    const fault = tenant.faults.take(request.path, endpoint);
    if (fault) progressOf(response).fault = fault;
    if (fault?.kind === 'expire_tokens') tenant.tokens.revokeAll();
    if (fault && (await injectFault(fault, response, signal))) return;
    next();
  };
}

function limit(tenant: Tenant): express.RequestHandler {
  return (_request, _response, next) => {
    const retryAfterSeconds = tenant.limiter.reject(tenant.requestsPerMinute());
    if (retryAfterSeconds !== undefined) {
      const message = `Rate limit exceeded. Retry the request in [${retryAfterSeconds}] seconds`;
      throw new ApiError(429, 'too.many.requests.retry.after', message, { retryAfterSeconds });
    }
    next();
  };
}

function authorise(tenant: Tenant, { scopes, permission, isPublic }: Endpoint): express.RequestHandler {
  return (request, response, next) => {
    if (isPublic) return next();
    const bearer = /^Bearer (\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
    if (bearer === undefined) throw new ApiError(401, 'authentication.required', 'No bearer token was sent');
    const token = tenant.tokens.find(bearer);
    if (!token) throw new ApiError(401, 'bad.credentials', 'The token is unknown or has expired');
    if (scopes && !scopes.some((scope) => token.scopes.includes(scope))) {
      throw new ApiError(403, 'missing.permissions', `The token lacks the scope ${scopes.join(' or ')}`);
    }
    if (permission !== undefined && !tenant.client.scopes.includes(permission)) {
      throw new ApiError(403, 'missing.permissions', `The client lacks the permission ${permission}`);
    }
    progressOf(response).token = token;
    next();
  };
}

function grant(
  tenant: Tenant,
  tokenEndpoint: TokenEndpoint,
  request: Request,
): ReturnType<TokenEndpoint['grant']> {
  const fields = textFields(request.body);
  return tokenEndpoint.grant(defined({ fields, authorization: request.get('authorization') }), tenant);
}

function callOf(tenant: Tenant, request: Request, response: Response): Call {
  const centre = tenant.centre();
  const { fault, token } = progressOf(response);
  return {
    centre,
    now: centre.now,
    params: textFields(request.params) as Record<string, string>,
    query: textFields(request.query),
    body: request.body,
    header: (name) => request.get(name),
    origin: `${request.protocol}://${request.get('host')}`,
    url: request.originalUrl,
    clientId: token?.clientId ?? 'anonymous',
    endlessPages: fault?.kind === 'endless_pages',
    health: tenant.scenario.scenario === 'platform_outage' ? 'major_outage' : 'operational',
    settings: tenant.settings,
  };
}

function textFields(fields: unknown): Record<string, string | undefined> {
  const entries = Object.entries((fields ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const last = Array.isArray(value) ? value.at(-1) : value;
      return [name, typeof last === 'string' ? last : undefined];
    }),
  );
}

/** Express recognises an error handler by its four parameters. */
function sendError({ vendorApi }: Tenant) {
  return async (error: unknown, request: Request, response: Response, _next: NextFunction): Promise<void> => {
    if (response.headersSent) return void response.destroy();
    const known = toApiError(error);
    const correlationId = String(response.getHeader(vendorApi.correlationHeader));
    const headers = known.retryAfterSeconds && { 'Retry-After': String(known.retryAfterSeconds) };
    await send(request, response, {
      status: known.status,
      body: vendorApi.errorBody(known, correlationId),
      headers: headers || {},
    });
  };
}

/** Express reports an unreadable body as an error with the response status. */
function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  if (status >= 400 && status < 500)
    return new ApiError(status, 'bad.request', 'The request body is unreadable');
  return new ApiError(500, 'internal.server.error', errorMessage(error));
}
