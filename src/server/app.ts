import type { RequestListener } from 'node:http';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { guarded } from '../async/index.ts';
import { errorMessage } from '../domain/index.ts';
import { EXPORTER, type Exposition } from '../exposition/index.ts';
import type { TenantSnapshot } from '../signals/index.ts';
import { access } from './access.ts';
import { changesRoute } from './changes.ts';
import type { CollectorPolls } from './debug/poll-records.ts';
import { type ConfigText, debugRoutes } from './debug/routes.ts';
import { type Explain, explainRoute } from './explain.ts';
import { openApiDocument } from './openapi.ts';
import { queuesJson } from './queues-json.ts';
import { IDLE, readinessOf } from './readiness.ts';
import { type Route, routesOf } from './routes.ts';
import { metrics, probe, withScrapeFastPath } from './scrape.ts';
import { loadAssets } from './wallboard/assets.ts';
import { wallboard } from './wallboard/routes.ts';
import { OPEN, type WebConfigSource } from './web-config.ts';

export interface AppOptions {
  readonly exposition: Exposition;
  /** Current snapshots, one per configured tenant. */
  readonly tenants: () => readonly TenantSnapshot[];
  /** Whether the exporter runs without tenants, because its shard has none; false by default. */
  readonly isIdle?: () => boolean;
  /** Lines that `/-/ready` adds, whether ready or not. */
  readonly notes?: () => readonly string[];
  /** Path of the metrics, usually `/metrics`. */
  readonly telemetryPath: string;
  /** Whether that path includes the tenants' metrics; true by default. */
  readonly telemetryTenants?: boolean;
  /** Whether the tenants are simulated. */
  readonly isDemo?: boolean;
  /** Reloads the configuration; rejects when it is invalid. Absent when reloading over HTTP is disabled. */
  readonly reload?: (() => Promise<void>) | undefined;
  /** Explains predictions; absent when prediction is disabled. */
  readonly explain?: Explain | undefined;
  readonly version: string;
  /** TLS, users and headers; absent: plain HTTP without authentication. */
  readonly webConfig?: WebConfigSource;
  /** The last polls of each collector. */
  readonly polls?: () => readonly CollectorPolls[];
  /** The configuration in use; absent: `/config` does not exist. */
  readonly config?: () => ConfigText;
  /** Handles `POST /api/v1/analytics/query`. */
  readonly analytics?: RequestHandler | undefined;
  /** Called with the error of a request that failed because of a bug in this program. */
  readonly onError?: (error: unknown) => void;
  /** Unix seconds. */
  readonly now: () => number;
}

const RELOAD_DISABLED = 'Reload over HTTP is disabled; start with --web.enable-lifecycle, or send SIGHUP\n';

const SAFE_HEADERS = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };

const SERVER_ERROR = 500;

/**
 * Routes besides the wallboard. All respond from memory, except analytics queries, which may query a platform.
 * The routes of predictions and of analytics exist only with their option.
 */
export function createRoutes({
  exposition,
  tenants,
  isIdle = () => false,
  notes = () => [],
  telemetryPath,
  telemetryTenants = true,
  isDemo = false,
  reload,
  explain,
  version,
  analytics,
  now,
}: AppOptions): readonly Route[] {
  const ownMetrics = telemetryTenants ? undefined : EXPORTER;
  const has = (name: string) => tenants().some(({ tenant }) => tenant.name === name);
  const openApi = openApiDocument(version);
  return [
    { path: '/-/healthy', methods: { GET: text(200, 'Healthy\n') } },
    { path: '/-/ready', methods: { GET: ready({ tenants, isIdle, notes, now }) } },
    { path: '/-/reload', methods: { POST: reload ? reloadBy(reload) : text(403, RELOAD_DISABLED) } },
    { path: telemetryPath, methods: { GET: metrics(exposition, ownMetrics) } },
    { path: '/probe', methods: { GET: probe(exposition, has) } },
    ...(explain
      ? [{ path: '/api/v1/queues/:tenant/:id/explain', methods: { GET: explainRoute(tenants, explain) } }]
      : []),
    { path: '/api/v1/queues', methods: { GET: queues(tenants, isDemo) } },
    { path: '/api/v1/changes', methods: { GET: changesRoute(tenants) } },
    ...(analytics ? [{ path: '/api/v1/analytics/query', methods: { POST: analytics } }] : []),
    { path: '/api/v1/openapi.json', methods: { GET: (_, response) => void response.json(openApi) } },
  ];
}

/** Creates the request handler: all routes, the wallboard included. */
export function createApp(options: AppOptions): RequestListener {
  const { exposition, tenants, telemetryPath, telemetryTenants = true, isDemo = false } = options;
  const { explain, version, webConfig = OPEN, now } = options;
  const onError = guarded(options.onError ?? (() => {}), () => {});
  const assets = loadAssets();
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(safeHeaders);
  app.use(access(webConfig));
  app.use(
    routesOf([
      ...createRoutes(options),
      ...debugRoutes({ ...options, assets, webConfig }),
      ...wallboard({
        tenants,
        assets,
        telemetryPath,
        version,
        canExplain: explain !== undefined,
        isDemo,
        onError,
        now,
      }),
    ]),
  );
  app.use(text(404, 'Not found\n'));
  app.use(errorHandler(onError));
  return withScrapeFastPath(app, {
    telemetryPath,
    exposition,
    tenant: telemetryTenants ? undefined : EXPORTER,
    webConfig,
    onError,
    headers: SAFE_HEADERS,
  });
}

const safeHeaders: RequestHandler = (_, response, next) => {
  response.set(SAFE_HEADERS);
  next();
};

function ready({
  tenants,
  isIdle,
  notes: added,
  now,
}: Required<Pick<AppOptions, 'tenants' | 'isIdle' | 'notes' | 'now'>>): RequestHandler {
  return (_, response) => {
    const { ready, notes, reasons } = isIdle() ? IDLE : readinessOf(tenants(), now());
    const lines = ready ? ['Ready', ...notes] : ['Not ready', ...reasons];
    const body = `${[...lines, ...added()].join('\n')}\n`;
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

/** Replaces the error page of Express, which shows file paths. Express recognises an error handler by its four parameters. */
function errorHandler(onError: (error: unknown) => void): ErrorRequestHandler {
  return (error, _request, response, next) => {
    const status: unknown = error?.status;
    const isClientError = typeof status === 'number' && status < SERVER_ERROR;
    if (!isClientError) onError(error);
    if (response.headersSent) return next(error);
    response
      .status(isClientError ? status : SERVER_ERROR)
      .type('text/plain')
      .send(isClientError ? 'Bad request\n' : 'Internal server error; see the log\n');
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
