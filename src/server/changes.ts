import type { RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { ConfigChange } from '../domain/index.ts';
import type { TenantSnapshot } from '../signals/index.ts';

/** `/api/v1/changes?tenant=&queue_id=&from=&to=`: recent changes of queues, for annotations on dashboards. */

const once = { error: 'must be given only once' };
const MILLISECONDS = /^\d{1,15}$/;

/** Milliseconds since 1970, as Grafana's `${__from}`, or ISO 8601. */
export const instantText = z.union([z.string().regex(MILLISECONDS), z.iso.datetime({ offset: true })]);

/** Parsed to Unix seconds. */
const instant = z.string(once).transform((text, context) => {
  if (!instantText.safeParse(text).success) {
    context.addIssue('must be milliseconds since 1970 or ISO 8601 with an offset');
    return z.NEVER;
  }
  return MILLISECONDS.test(text) ? Number(text) / 1000 : Date.parse(text) / 1000;
});
export const nameText = z.string(once).min(1, 'must not be empty');

/** A range that ends before it starts holds no change. */
const querySchema = z.object({
  tenant: nameText.optional(),
  queue_id: nameText.optional(),
  from: instant.optional(),
  to: instant.optional(),
});

export const changesSchema = z
  .strictObject({
    changes: z
      .array(
        z.strictObject({
          time: z.iso.datetime().describe('Time of the change'),
          tenant: z.string(),
          queue_id: z.string(),
          queue: z.string().describe('Name of the queue'),
          action: z.string().describe('Action, such as update'),
          version: z.number().optional().describe('Version of the configuration after the change'),
          properties: z.array(z.string()).describe('Changed properties'),
          text: z.string().describe('Summary in one line'),
        }),
      )
      .describe('Newest first'),
    unknown: z.array(z.string()).describe('Tenants whose changes are unknown'),
  })
  .describe('Recent changes of queue configurations');

export function changesRoute(tenants: (response: Response) => readonly TenantSnapshot[]): RequestHandler {
  return ({ query }, response) => {
    response.set('cache-control', 'no-store');
    const parsed = querySchema.safeParse(query);
    if (!parsed.success) {
      const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
      response.status(400).json({ error: `Invalid parameter: ${problems.join('; ')}` });
      return;
    }
    const { tenant } = parsed.data;
    const chosen = tenants(response).filter((each) => tenant === undefined || each.tenant.name === tenant);
    if (tenant !== undefined && chosen.length === 0) {
      response.status(404).json({ error: 'Tenant not found' });
      return;
    }
    response.json(changesJson(chosen, parsed.data));
  };
}

function changesJson(
  tenants: readonly TenantSnapshot[],
  query: z.output<typeof querySchema>,
): z.output<typeof changesSchema> {
  const { queue_id, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = query;
  const changes = tenants
    .flatMap(({ tenant, changes = [] }) => changes.map((change) => ({ tenant: tenant.name, change })))
    .filter(({ change: { at } }) => from <= at && at <= to)
    .filter(({ change }) => queue_id === undefined || change.queueId === queue_id)
    .toSorted((a, b) => b.change.at - a.change.at);
  return {
    changes: changes.map(({ tenant, change }) => changeJson(tenant, change)),
    unknown: tenants.filter((each) => !each.changes).map(({ tenant }) => tenant.name),
  };
}

function changeJson(tenant: string, { at, queueId, queue, action, version, properties }: ConfigChange) {
  const what = properties.length > 0 ? `: ${properties.join(', ')}` : '';
  return {
    time: new Date(at * 1000).toISOString(),
    tenant,
    queue_id: queueId,
    queue,
    action,
    version,
    properties: [...properties],
    text: `${queue}: ${action}${what}`,
  };
}
