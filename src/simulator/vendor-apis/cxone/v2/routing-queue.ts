import { z } from 'zod';
import {
  type ContactCentre,
  ROUTING_STRATEGIES,
  type RoutingConfig,
  type RoutingSettings,
} from '../../../engine/index.ts';
import { ApiError, type FieldProblem } from '../../../http/api-error.ts';
import { validate } from '../../../http/validate.ts';
import { type Call, type Endpoint, ok } from '../../../http/vendor-api.ts';
import { SCOPES } from './scopes.ts';

/** A queue's routing configuration. After a write, reads return the old version for a moment. */

const PATH = '/api/v2/routing/queues/:queueId';

export const readRoutingQueue: Endpoint = {
  name: 'routing_queue_read',
  method: 'GET',
  path: PATH,
  scopes: [SCOPES.queuesRead],
  handle({ centre, now, params, settings }) {
    const id = params.queueId ?? '';
    const config = centre.routing.asOf(id, now - settings.consistencyDelaySeconds);
    if (!config) throw unknownQueue(id);
    return ok(present(centre, id, config));
  },
};

/**
 * `If-Match` and `version` in the body must each match the current version where present, and one must be present: the
 * guide does not define which takes precedence. Elements of `errors` are `{field, message}`.
 */
export const writeRoutingQueue: Endpoint = {
  name: 'routing_queue_write',
  method: 'PUT',
  path: PATH,
  scopes: [SCOPES.queuesWrite],
  handle(call) {
    const { centre, now, params, clientId } = call;
    const id = params.queueId ?? '';
    const current = centre.routing.of(id);
    if (!current) throw unknownQueue(id);
    const body = validate(bodySchema, call.body);
    reject(problemsWith(centre, id, body));
    const versions = [ifMatch(call), body.version].filter((version) => version !== undefined);
    if (versions.length === 0)
      reject([{ field: 'If-Match', message: 'is required unless version is given' }]);
    for (const version of versions) {
      if (version !== current.version) {
        throw new ApiError(
          409,
          'version.conflict',
          `The queue has version ${current.version}, not ${version}`,
        );
      }
    }
    const config = centre.routing.change(id, settingsOf(body), clientId, now);
    return ok(present(centre, id, config));
  },
};

const bodySchema = z.object({
  id: z.string(),
  routingStrategy: z.enum(ROUTING_STRATEGIES),
  maxWaitTime: z.int().min(10).max(7200),
  waitMusic: z.object({ playMusic: z.boolean(), url: z.url({ protocol: /^https?$/ }) }),
  overflowTargets: z.array(z.object({ id: z.string(), threshold: z.int().min(0) })),
  skills: z.array(z.object({ id: z.string(), level: z.string() })),
  skillRoutingType: z.string(),
  enableOverflow: z.boolean(),
  overflowThreshold: z.int().min(0),
  version: z.int().optional(),
});
type Body = z.output<typeof bodySchema>;

function ifMatch({ header }: Call): number | undefined {
  const value = header('if-match');
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value)) {
    reject([{ field: 'If-Match', message: 'must be the bare version number' }]);
  }
  return Number(value);
}

function problemsWith({ queues }: ContactCentre, id: string, body: Body): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const skills = new Set(queues.map(({ skill }) => skill.id));
  if (body.id !== id) problems.push({ field: 'id', message: 'must be the id in the path' });
  for (const [index, skill] of body.skills.entries()) {
    if (!skills.has(skill.id)) problems.push({ field: `skills.${index}.id`, message: 'unknown skill' });
  }
  for (const [index, target] of body.overflowTargets.entries()) {
    if (!queues.some((queue) => queue.id === target.id && queue.id !== id)) {
      problems.push({ field: `overflowTargets.${index}.id`, message: 'unknown queue' });
    }
  }
  return problems;
}

function reject(problems: readonly FieldProblem[]): void {
  if (problems.length === 0) return;
  throw new ApiError(400, 'validation.failed', 'The queue configuration is not valid', { problems });
}

function unknownQueue(id: string): ApiError {
  return new ApiError(404, 'not.found', `unknown queue ${id}`);
}

function settingsOf(body: Body): Partial<RoutingSettings> {
  const { id: _id, version: _version, maxWaitTime, ...settings } = body;
  return { ...settings, maxWaitSeconds: maxWaitTime };
}

function present({ queues }: ContactCentre, id: string, { settings, version }: RoutingConfig): unknown {
  return {
    id,
    name: queues.find((queue) => queue.id === id)?.name,
    routingStrategy: settings.routingStrategy,
    maxWaitTime: settings.maxWaitSeconds,
    waitMusic: settings.waitMusic,
    overflowTargets: settings.overflowTargets,
    skills: settings.skills,
    skillRoutingType: settings.skillRoutingType,
    enableOverflow: settings.enableOverflow,
    overflowThreshold: settings.overflowThreshold,
    version,
  };
}
