import type { RequestListener } from 'node:http';
import express, { type ErrorRequestHandler, type RequestHandler, type Response } from 'express';
import { guarded } from '../async/index.ts';
import { errorMessage } from '../domain/index.ts';
import { EXPORTER, type Exposition } from '../exposition/index.ts';
import type { TenantSnapshot } from '../signals/index.ts';
import { authenticate } from './access/authenticate.ts';
import { forbid, isRestricted, requireRole, visibleTenants } from './access/roles.ts';
import { changesRoute } from './changes.ts';
import type { CollectorPolls } from './debug/poll-records.ts';
import { type ConfigText, debugRoutes } from './debug/routes.ts';
import { type Explain, explainRoute } from './explain.ts';
import type { CollectorSources } from './figures/facts.ts';
import { figuresRoute } from './figures/route.ts';
import { openApiDocument } from './openapi.ts';
import { queuesJson } from './queues-json.ts';
import { IDLE, readinessOf } from './readiness.ts';
import { withRoutePrefix } from './route-prefix.ts';
import { type Route, routesOf } from './routes.ts';
import { metrics, probe, withScrapeFastPath } from './scrape.ts';
import { targetsRoute } from './targets.ts';
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
  /** Path below which everything is served, such as `/calls`; empty by default. */
  readonly routePrefix?: string;
  /** Under which clients reach the exporter; absent: as they address it. */
  readonly externalUrl?: URL;
  /** Whether that path includes the tenants' metrics; true by default. */
  readonly telemetryTenants?: boolean;
  /** Whether the tenants are simulated. */
  readonly isDemo?: boolean;
  /** Reloads the configuration; rejects when it is invalid. Absent when reloading over HTTP is disabled. */
  readonly reload?: (() => Promise<void>) | undefined;
  /** Explains predictions; absent when prediction is disabled. */
  readonly explain?: Explain | undefined;
  /** Fields of the platform's API that the figures of a tenant's queues come from; none by default. */
  readonly sources?: (tenant: string) => CollectorSources;
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
  sources = () => new Map(),
  version,
  analytics,
  externalUrl,
  routePrefix = '',
  now,
}: AppOptions): readonly Route[] {
  const ownMetrics = telemetryTenants ? undefined : EXPORTER;
  const visible = (response: Response) => visibleTenants(tenants(), response);
  const has = (name: string, response: Response) =>
    visible(response).some(({ tenant }) => tenant.name === name);
  const routes: Route[] = [
    { path: '/-/healthy', requires: 'open', methods: { GET: text(200, 'Healthy\n') } },
    {
      path: '/-/ready',
      requires: 'open',
      methods: { GET: ready({ exposition, tenants, isIdle, notes, now }) },
    },
    {
      path: '/-/reload',
      requires: 'admin',
      methods: { POST: reload ? reloadBy(reload) : text(403, RELOAD_DISABLED) },
    },
    {
      path: telemetryPath,
      requires: 'metrics',
      methods: { GET: unrestricted(metrics(exposition, ownMetrics)) },
    },
    { path: '/probe', requires: 'metrics', methods: { GET: probe(exposition, has) } },
    ...(explain
      ? [
          {
            path: '/api/v1/queues/:tenant/:id/explain',
            requires: 'view' as const,
            methods: { GET: explainRoute(visible, explain) },
          },
        ]
      : []),
    {
      path: '/api/v1/queues/:tenant/:id',
      requires: 'view',
      methods: { GET: figuresRoute(visible, sources) },
    },
    { path: '/api/v1/queues', requires: 'view', methods: { GET: queues(visible, isDemo) } },
    {
      path: '/api/v1/targets',
      requires: 'metrics',
      methods: { GET: targetsRoute({ tenants: visible, externalUrl, routePrefix }) },
    },
    { path: '/api/v1/changes', requires: 'view', methods: { GET: changesRoute(visible) } },
    ...(analytics
      ? [{ path: '/api/v1/analytics/query', requires: 'query' as const, methods: { POST: analytics } }]
      : []),
    {
      path: '/api/v1/openapi.json',
      requires: 'any',
      methods: { GET: (_, response) => void response.json(openApi) },
    },
  ];
  const served = new Set(routes.map(({ path }) => path.replaceAll(/:(\w+)/g, '{$1}')));
  const openApi = openApiDocument(version, externalUrl?.href ?? `${routePrefix}/`, (path) =>
    served.has(path),
  );
  return routes;
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
  app.use((_, response, next) => {
    response.set(webConfig.current().headers);
    next();
  });
  const routes: readonly Route[] = [
    ...createRoutes(options),
    ...debugRoutes({ ...options, assets, webConfig }),
    ...wallboard({
      tenants,
      webConfig,
      assets,
      telemetryPath,
      version,
      canExplain: explain !== undefined,
      isDemo,
      onError,
      now,
    }),
  ];
  // An orchestrator's probes send no password, and a rejected one restarts a healthy process.
  app.use(routesOf(routes.filter(({ requires }) => requires === 'open')));
  app.use(authenticate(webConfig));
  app.use(
    routesOf(
      routes.filter(({ requires }) => requires !== 'open'),
      (requirement) => requireRole(webConfig, requirement),
    ),
  );
  app.use(text(404, 'Not found\n'));
  app.use(errorHandler(onError));
  return withRoutePrefix(
    options.routePrefix ?? '',
    withScrapeFastPath(app, {
      telemetryPath,
      exposition,
      tenant: telemetryTenants ? undefined : EXPORTER,
      webConfig,
      onError,
      headers: SAFE_HEADERS,
    }),
  );
}

const safeHeaders: RequestHandler = (_, response, next) => {
  response.set(SAFE_HEADERS);
  next();
};

/** Rejects users who may see some tenants only: the page has all of them. */
function unrestricted(handler: RequestHandler): RequestHandler {
  return (request, response, next) => {
    if (!isRestricted(response)) handler(request, response, next);
    else forbid(response, 'contains every tenant; use /probe?tenant=NAME');
  };
}

function ready({
  exposition,
  tenants,
  isIdle,
  notes: added,
  now,
}: Required<Pick<AppOptions, 'exposition' | 'tenants' | 'isIdle' | 'notes' | 'now'>>): RequestHandler {
  return (_, response) => {
    const { ready, notes, reasons } = isIdle() ? IDLE : readinessOf(tenants(), exposition.shown, now());
    const lines = ready ? ['Ready', ...notes] : ['Not ready', ...reasons];
    const body = `${[...lines, ...added()].join('\n')}\n`;
    response
      .status(ready ? 200 : 503)
      .type('text/plain')
      .send(body);
  };
}

function queues(tenants: (response: Response) => readonly TenantSnapshot[], isDemo: boolean): RequestHandler {
  return (_, response) =>
    void response.set('cache-control', 'no-store').json(queuesJson(tenants(response), isDemo));
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
