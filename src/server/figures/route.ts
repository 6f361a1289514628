import type { RequestHandler, Response } from 'express';
import type { ErrorJson } from '../../analytics-api/index.ts';
import type { TenantSnapshot } from '../../signals/index.ts';
import { collectorJson } from '../queues-json.ts';
import { explainQueue } from './explain-queue.ts';
import type { CollectorSources } from './facts.ts';
import type { FiguresJson } from './schema.ts';

/** `/api/v1/queues/{tenant}/{id}?media=`: where each figure of a queue comes from. */
export function figuresRoute(
  tenants: (response: Response) => readonly TenantSnapshot[],
  sources: (tenant: string) => CollectorSources,
): RequestHandler {
  return (request, response) => {
    const name = String(request.params.tenant);
    const id = String(request.params.id);
    const { media } = request.query;
    response.set('cache-control', 'no-store');
    const snapshot = tenants(response).find(({ tenant }) => tenant.name === name);
    if (!snapshot) return void notFound(response, 'tenant_not_found', 'Tenant not found');
    const views = snapshot.queues.filter(
      ({ facts }) => facts.id === id && (media === undefined || facts.media === media),
    );
    if (views.length === 0) return void notFound(response, 'queue_not_found', 'Queue not found');
    const body: FiguresJson = {
      tenant: name,
      platform: snapshot.tenant.platform,
      api: snapshot.tenant.api,
      queue_id: id,
      updated_at: snapshot.at,
      collectors: snapshot.collectors.map(collectorJson),
      media: views.map((view) => explainQueue(view, snapshot, sources(name))),
    };
    response.json(body);
  };
}

function notFound(response: Response, code: string, message: string): void {
  const body: ErrorJson = { status: 'error', error: { code, message } };
  response.status(404).json(body);
}
