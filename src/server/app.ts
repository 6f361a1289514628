import type { RequestListener } from 'node:http';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { guarded } from '../async/index.ts';
import { errorMessage } from '../domain/index.ts';
import { EXPORTER, type Exposition } from '../exposition/index.ts';
import type { TenantSnapshot } from '../signals/index.ts';
import { access } from './access.ts';
import { changesRoute } from './changes.ts';
import { type Explain, explainRoute } from './explain.ts';
import { openApiDocument } from './openapi.ts';
import { queuesJson } from './queues-json.ts';
import { readinessOf } from './readiness.ts';
import { type Route, routesOf } from './routes.ts';
import { metrics, probe, withScrapeFastPath } from './scrape.ts';
import { wallboard } from './wallboard/routes.ts';
import { OPEN, type WebConfigSource } from './web-config.ts';

export interface AppOptions {
  readonly exposition: Exposition;
  /** What is shown now, one snapshot per configured tenant. */
  readonly tenants: () => readonly TenantSnapshot[];
  /** Where the metrics are, `/metrics` as a rule. */
  readonly telemetryPath: string;
  /** Whether the metrics there hold the tenants' too; they do unless set otherwise. */
  readonly telemetryTenants?: boolean;
  /** Whether the tenants are simulated. */
  readonly isDemo?: boolean;
  /** Loads the configuration anew; rejects with what is wrong with it. Absent when that is not allowed over HTTP. */
  readonly reload?: () => Promise<void>;
  /** Absent: nothing is predicted, so there is nothing to explain. */
  readonly explain?: Explain;
  readonly version: string;
  /** TLS, users and headers; absent: open to everybody. */
  readonly webConfig?: WebConfigSource;
  /** Answers a `POST` to `/api/v1/analytics/query`. */
  readonly analytics?: RequestHandler;
  /** Told of a request that could not be answered through a fault of the program. */
  readonly onError?: (error: unknown) => void;
  /** Unix seconds. */
  readonly now: () => number;
}

/** The routes. Each answers from what lies ready; none of them waits for a platform. */
export function createApp({
  exposition,
  tenants,
  telemetryPath,
  telemetryTenants = true,
  isDemo = false,
  reload,
  explain,
  version,
  webConfig = OPEN,
  analytics,
  now,
  ...options
}: AppOptions): RequestListener {
  const onError = guarded(options.onError ?? (() => {}), () => {});
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(safeHeaders);
  app.use(access(webConfig));

  const ownMetrics = telemetryTenants ? undefined : EXPORTER;
  const has = (name: string) => tenants().some(({ tenant }) => tenant.name === name);
  const openApi = openApiDocument(version);
  const routes: readonly Route[] = [
    { path: '/-/healthy', methods: { GET: text(200, 'Healthy\n') } },
    { path: '/-/ready', methods: { GET: ready(tenants, now) } },
    { path: '/-/reload', methods: { POST: reload ? reloadBy(reload) : text(403, RELOAD_IS_OFF) } },
    { path: telemetryPath, methods: { GET: metrics(exposition, ownMetrics) } },
    { path: '/probe', methods: { GET: probe(exposition, has) } },
    ...(explain
      ? [{ path: '/api/v1/queues/:tenant/:id/explain', methods: { GET: explainRoute(tenants, explain) } }]
      : []),
    { path: '/api/v1/queues', methods: { GET: queues(tenants, isDemo) } },
    { path: '/api/v1/changes', methods: { GET: changesRoute(tenants) } },
    ...(analytics ? [{ path: '/api/v1/analytics/query', methods: { POST: analytics } }] : []),
    { path: '/api/v1/openapi.json', methods: { GET: (_, response) => void response.json(openApi) } },
    ...wallboard({
      tenants,
      telemetryPath,
      version,
      canExplain: explain !== undefined,
      isDemo,
      onError,
      now,
    }),
  ];
  app.use(routesOf(routes));
  app.use(text(404, 'Not found\n'));
  app.use(errorHandler(onError));
  return withScrapeFastPath(app, {
    telemetryPath,
    exposition,
    tenant: ownMetrics,
    webConfig,
    onError,
    headers: SAFE_HEADERS,
  });
}

const RELOAD_IS_OFF = 'Reload over HTTP is off; start with --web.enable-lifecycle, or send SIGHUP\n';

const SAFE_HEADERS = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };

const safeHeaders: RequestHandler = (_, response, next) => {
  response.set(SAFE_HEADERS);
  next();
};

function ready(tenants: () => readonly TenantSnapshot[], now: () => number): RequestHandler {
  return (_, response) => {
    const { ready, notes, reasons } = readinessOf(tenants(), now());
    const lines = ready ? ['Ready', ...notes] : ['Not ready', ...reasons];
    const body = `${lines.join('\n')}\n`;
    response
      .status(ready ? 200 : 503)
      .type('text/plain')
      .send(body);
  };
}

function queues(tenants: () => readonly TenantSnapshot[], isDemo: boolean): RequestHandler {
  return (_, response) => void response.set('cache-control', 'no-store').json(queuesJson(tenants(), isDemo));
}

function text(status: number, body: string): RequestHandler {
  return (_, response) => {
    response.status(status).type('text/plain').send(body);
  };
}

const SERVER_ERROR = 500;

/** Instead of Express's own page, which shows where the program lies. An error handler is told by its four parameters. */
function errorHandler(onError: (error: unknown) => void): ErrorRequestHandler {
  return (error, _request, response, next) => {
    const status: unknown = error?.status;
    const isBadRequest = typeof status === 'number' && status < SERVER_ERROR;
    if (!isBadRequest) onError(error);
    if (response.headersSent) return next(error);
    response
      .status(isBadRequest ? status : SERVER_ERROR)
      .type('text/plain')
      .send(isBadRequest ? 'The request cannot be read\n' : 'The request failed; the log says why\n');
  };
}

function reloadBy(reload: () => Promise<void>): RequestHandler {
  return async (_, response) => {
    try {
      await reload();
      response.type('text/plain').send('Reloaded\n');
    } catch (error) {
      const problem = errorMessage(error);
      response.status(500).type('text/plain').send(`${problem}\n`);
    }
  };
}
