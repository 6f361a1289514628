import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import { defined } from '../domain/index.ts';
import { canonicalQuery } from './canonical-query.ts';
import { csvOf } from './csv.ts';
import { failureOf } from './failure.ts';
import { parseQuery, type QueryBody, type Violation } from './query.ts';
import type { AnalyticsTenant, QueryRequest, QueryResult, ResultOrigin } from './query-service.ts';
import { type ErrorJson, resultJson } from './result-json.ts';
import { tableOf } from './table.ts';

/** The analytics query API: `POST` a query, and receive JSON or CSV. */

/** Maximum size of a query in bytes, including filters. */
const MAX_BODY = 65_536;
const TOO_LARGE = {
  status: 413,
  code: 'too_large',
  message: `The query is larger than ${MAX_BODY / 1024} KiB`,
} as const;
const CSV = 'text/csv';
const JSON_TYPE = 'application/json';

/** One request in the audit log. */
export interface AuditEntry {
  readonly user?: string;
  readonly tenant?: string;
  readonly query?: QueryBody;
  readonly status: number;
  /** Present for a result. */
  readonly origin?: ResultOrigin;
  readonly ageSeconds?: number;
  readonly rows?: number;
  /** Present for an error. */
  readonly error?: ErrorJson['error'];
  readonly latencySeconds: number;
}

export interface AnalyticsApiOptions {
  readonly runQuery: (question: QueryRequest) => Promise<QueryResult>;
  /** Returns the tenant of that name, or the reason why it cannot be queried. */
  readonly tenant: (name: string) => AnalyticsTenant | string;
  /** Whether the user of a response may read a tenant; absent: all of them. */
  readonly mayRead?: (response: Response, tenant: string) => boolean;
  /** Maximum age of results for queries without `cache_ttl`. */
  readonly defaultTtlSeconds: () => number;
  readonly audit: (entry: AuditEntry) => void;
}

/** Creates the handler of `POST`, for authenticated users (`response.locals.user`) only. */
export function analyticsApi(options: AnalyticsApiOptions): Router {
  const router = Router();
  router.use((_, response, next) => {
    response.locals.startedAt = performance.now();
    response.set({ 'cache-control': 'no-store', vary: 'Accept, Authorization' });
    next();
  });
  router.use((request, response, next) => {
    const error = rejection(request, response);
    if (error) sendError(response, options, error);
    else next();
  });
  router.use(express.json({ limit: MAX_BODY }), (request, response) => query(request, response, options));
  router.use(bodyErrorHandler(options));
  return router;
}

interface ErrorResponse {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly violations?: readonly Violation[];
  readonly headers?: Readonly<Record<string, string>>;
}

function rejection(request: Request, response: Response): ErrorResponse | undefined {
  if (userOf(response) === undefined)
    return {
      status: 403,
      code: 'authentication_required',
      message:
        'The analytics query API requires authentication: add basic_auth_users to the web configuration (--web.config.file)',
    };
  // Also prevents cross-site requests by HTML forms, which cannot send this type.
  if (!request.is(JSON_TYPE))
    return { status: 415, code: 'not_json', message: `Send the query as Content-Type: ${JSON_TYPE}` };
  if (!request.accepts([JSON_TYPE, CSV]))
    return { status: 406, code: 'not_acceptable', message: `Accept ${JSON_TYPE} or ${CSV}` };
  // Otherwise the response would wait for the whole body.
  if (Number(request.get('content-length')) > MAX_BODY)
    return { ...TOO_LARGE, headers: { connection: 'close' } };
  return undefined;
}

async function query(request: Request, response: Response, options: AnalyticsApiOptions): Promise<void> {
  const parsed = parseQuery(request.body, (name) => {
    if (!(options.mayRead?.(response, name) ?? true))
      return 'is not the name of a tenant that this user may read';
    const found = options.tenant(name);
    return typeof found === 'string' ? found : undefined;
  });
  if (!parsed.ok) {
    const message = parsed.violations
      .map(({ key, message }) => `${key || 'the query'} ${message}`)
      .join('; ');
    sendError(response, options, {
      ...(parsed.isTenantUnknown
        ? { status: 404, code: 'tenant_not_found' }
        : { status: 400, code: 'invalid_query' }),
      message,
      violations: parsed.violations,
    });
    return;
  }
  const written = parsed.query;
  const tenant = options.tenant(written.tenant);
  if (typeof tenant === 'string') throw new Error(tenant);
  const ttlSeconds = written.cache_ttl ?? options.defaultTtlSeconds();
  try {
    const result = isEmptyRange(written)
      ? NOTHING
      : await options.runQuery({ tenant, query: canonicalQuery(written), ttlSeconds });
    sendResult(request, response, written, result);
    options.audit({
      ...auditOf(response, written),
      status: 200,
      origin: result.origin,
      ageSeconds: result.ageSeconds,
      rows: result.rows.length,
    });
  } catch (error) {
    const { retryAfterSeconds, ...failure } = failureOf(error);
    const headers: Record<string, string> = {};
    if (retryAfterSeconds !== undefined) headers['retry-after'] = String(Math.ceil(retryAfterSeconds));
    sendError(response, options, { ...failure, headers }, written);
  }
}

/** Of a range without an instant; the platform is not queried. */
const NOTHING: QueryResult = { rows: [], rejected: {}, origin: 'miss', ageSeconds: 0 };

function isEmptyRange({ start_date, end_date }: QueryBody): boolean {
  return Date.parse(start_date) >= Date.parse(end_date);
}

/** Values of the `Cache-Status` header (RFC 9211). */
const CACHE_STATUS: Readonly<Record<ResultOrigin, string>> = {
  hit: 'hit',
  miss: 'fwd=miss',
  shared: 'fwd=miss; collapsed',
  stale: 'hit; detail=stale-if-error',
};

function sendResult(request: Request, response: Response, written: QueryBody, result: QueryResult): void {
  response.set({
    age: String(Math.floor(result.ageSeconds)),
    'cache-status': `contact-center-exporter; ${CACHE_STATUS[result.origin]}`,
  });
  const table = tableOf(result.rows, written);
  if (request.accepts([JSON_TYPE, CSV]) === CSV) {
    response.set('content-type', `${CSV}; charset=utf-8; header=present`).send(csvOf(table));
  } else {
    response.json(resultJson(table, result));
  }
}

function sendError(
  response: Response,
  { audit }: AnalyticsApiOptions,
  { status, code, message, violations, headers = {} }: ErrorResponse,
  written?: QueryBody,
): void {
  const error = { code, message, ...(violations && { violations: [...violations] }) };
  const body: ErrorJson = { status: 'error', error };
  response.status(status).set(headers).json(body);
  // Unauthenticated clients must not be able to fill the log.
  if (userOf(response) !== undefined) audit({ ...auditOf(response, written), status, error });
}

function auditOf(response: Response, query: QueryBody | undefined) {
  const startedAt = Number(response.locals.startedAt);
  return {
    ...defined({ user: userOf(response), tenant: query?.tenant, query }),
    latencySeconds: (performance.now() - startedAt) / 1000,
  };
}

function userOf({ locals }: Response): string | undefined {
  return typeof locals.user === 'string' ? locals.user : undefined;
}

/** Handles errors of reading and parsing the body. */
function bodyErrorHandler(options: AnalyticsApiOptions): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const status = typeof error === 'object' && error !== null ? Reflect.get(error, 'status') : undefined;
    if (status === 413) sendError(response, options, TOO_LARGE);
    else if (typeof status === 'number' && status >= 400 && status < 500)
      sendError(response, options, {
        status,
        code: 'not_json',
        message: 'Bad request: the body is not valid JSON in UTF-8',
      });
    else next(error);
  };
}
