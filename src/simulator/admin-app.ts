import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { ZodError, z } from 'zod';
import { defined, errorMessage } from '../domain/index.ts';
import type { VirtualClock } from './clock.ts';
import { ROUTING_STRATEGIES } from './engine/index.ts';
import { faultSchema } from './http/fault.ts';
import { iso } from './http/time.ts';
import { scenarioSchema } from './scenario.ts';
import type { Tenant } from './tenant.ts';
import { traceRows } from './trace.ts';

/** A tenant and its base URL. */
export interface ServedTenant {
  readonly tenant: Tenant;
  readonly baseUrl: string;
}

const tenantParameter = z.object({ tenant: z.string().optional() });
const queueConfigSchema = z.strictObject({
  tenant: z.string(),
  queue: z.string(),
  settings: z
    .strictObject({
      routingStrategy: z.enum(ROUTING_STRATEGIES),
      maxWaitSeconds: z.int(),
      skillRoutingType: z.string(),
      enableOverflow: z.boolean(),
      overflowThreshold: z.int(),
    })
    .partial(),
});
const timeSchema = z.strictObject({
  factor: z.number().min(0).optional(),
  skipSeconds: z.number().min(0).optional(),
});

/**
 * The admin interface of the simulator:
 *
 * - `GET /simulator`: tenants, scenarios, faults, completed requests, virtual time
 * - `GET /simulator/truth?tenant=`: the true state of every queue now, as trace rows
 * - `POST /simulator/scenario` `{tenant?, scenario, ...}`: all tenants when `tenant` is absent
 * - `POST /simulator/faults` `{tenant?, kind, endpoint?, count?, ...}`, `DELETE /simulator/faults?tenant=`
 * - `POST /simulator/queue-config` `{tenant, queue, settings}`: another administrator changes a queue's routing
 * - `POST /simulator/time` `{factor?, skipSeconds?}`: sets the time factor (0 stops the clock), advances the clock
 */
export function createAdminApp(served: readonly ServedTenant[], clock: VirtualClock): Express {
  const app = express();
  app.disable('x-powered-by').use(express.json());
  const chosen = (name: unknown): readonly Tenant[] => {
    const tenants = served.map(({ tenant }) => tenant);
    if (name === undefined) return tenants;
    const found = tenants.filter((tenant) => tenant.name === name);
    if (found.length === 0) throw new RangeError(`unknown tenant ${JSON.stringify(name)}`);
    return found;
  };

  app.get('/simulator', (_request, response) => void response.json(overview(served, clock)));
  app.get('/simulator/truth', (request, response) => {
    response.json(chosen(request.query.tenant).flatMap((tenant) => traceRows(tenant.centre(), tenant.name)));
  });
  app.post('/simulator/scenario', (request, response) => {
    const { tenant, ...input } = tenantParameter.loose().parse(request.body);
    const scenario = scenarioSchema.parse(input);
    for (const each of chosen(tenant)) each.setScenario(scenario);
    response.json(overview(served, clock));
  });
  app.post('/simulator/faults', (request, response) => {
    const { tenant, ...input } = tenantParameter.loose().parse(request.body);
    const fault = faultSchema.parse(input);
    for (const each of chosen(tenant)) each.faults.add(fault);
    response.json(overview(served, clock));
  });
  app.delete('/simulator/faults', (request, response) => {
    for (const each of chosen(request.query.tenant)) each.faults.clear();
    response.json(overview(served, clock));
  });
  app.post('/simulator/queue-config', (request, response) => {
    const { tenant, queue, settings } = queueConfigSchema.parse(request.body);
    for (const each of chosen(tenant)) {
      const centre = each.centre();
      centre.routing.change(queue, defined(settings), 'administrator', centre.now);
    }
    response.json(overview(served, clock));
  });
  app.post('/simulator/time', (request, response) => {
    const { factor, skipSeconds } = timeSchema.parse(request.body);
    if (factor !== undefined) clock.setFactor(factor);
    if (skipSeconds !== undefined) clock.skip(skipSeconds);
    response.json(overview(served, clock));
  });
  app.use(sendError);
  return app;
}

function overview(served: readonly ServedTenant[], clock: VirtualClock): unknown {
  return {
    virtualTime: iso(clock.now()),
    timeFactor: clock.factor,
    tenants: served.map(({ tenant, baseUrl }) => ({
      name: tenant.name,
      platform: tenant.vendorApi.platform,
      api: tenant.vendorApi.api,
      baseUrl,
      scenario: tenant.scenario,
      faults: tenant.faults.active,
      requests: tenant.requests,
    })),
  };
}

/** Express recognises an error handler by its four parameters. */
function sendError(error: unknown, _request: Request, response: Response, _next: NextFunction): void {
  if (error instanceof ZodError) {
    const problems = error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
    response.status(400).json({ error: problems.join('; ') });
    return;
  }
  const message = errorMessage(error);
  const isUnreadable = error instanceof Error && 'status' in error;
  response.status(error instanceof RangeError || isUnreadable ? 400 : 500).json({ error: message });
}
