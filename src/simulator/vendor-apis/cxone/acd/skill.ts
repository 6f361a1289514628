import { z } from 'zod';
import type { QueueProfile, RoutingSettings } from '../../../engine/index.ts';
import { ApiError } from '../../../http/api-error.ts';
import { csv, validate } from '../../../http/validate.ts';
import { type Call, type Endpoint, ok } from '../../../http/vendor-api.ts';
import { GRANTS } from './grants.ts';
import { queueOfSkill, skillIdOf } from './ids.ts';
import { mediaTypeOf } from './media-types.ts';
import { anyCase, narrowed } from './query.ts';
import { API_ROOT } from './root.ts';

/**
 * A skill's configuration. It has no version: the last write wins. Reads return a new goal or threshold immediately,
 * but contacts are still counted by the contact centre's initial threshold.
 */

const PATH = `${API_ROOT}/skills/:skillId`;

export const readSkill: Endpoint = {
  name: 'skill_read',
  method: 'GET',
  path: PATH,
  scopes: [GRANTS.admin],
  handle(call) {
    const queue = queueOf(call);
    const { fields } = validate(querySchema, anyCase(call.query, ['fields']));
    const { centre, now, settings } = call;
    const config = centre.routing.asOf(queue.id, now - settings.consistencyDelaySeconds);
    const row = config && present(queue, centre.queues.indexOf(queue), config.settings);
    return ok(narrowed(row ? [row] : [], fields)[0]);
  },
};

export const writeSkill: Endpoint = {
  name: 'skill_write',
  method: 'PUT',
  path: PATH,
  scopes: [GRANTS.admin],
  handle(call) {
    const queue = queueOf(call);
    const { skill } = validate(bodySchema, call.body);
    const { serviceLevelThreshold, shortAbandonThreshold, ...settings } = skill;
    const changes = {
      ...settings,
      serviceLevelThresholdSeconds: serviceLevelThreshold,
      shortAbandonSeconds: shortAbandonThreshold,
    };
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    call.centre.routing.change(queue.id, Object.fromEntries(given), call.clientId, call.now);
    return ok({ success: true, skillId: Number(call.params.skillId) });
  },
};

const querySchema = z.object({ fields: csv.optional() });

const bodySchema = z.object({
  skill: z.object({
    serviceLevelGoal: z.int().min(0).max(100).optional(),
    serviceLevelThreshold: z.int().min(0).optional(),
    enableShortAbandon: z.boolean().optional(),
    shortAbandonThreshold: z.int().min(0).max(300).optional(),
    countShortAbandons: z.boolean().optional(),
  }),
});

function queueOf({ centre, params }: Call): QueueProfile {
  const queue = queueOfSkill(centre, params.skillId);
  if (!queue) throw new ApiError(404, 'Not Found', `unknown skill ${params.skillId}`);
  return queue;
}

function present(queue: QueueProfile, index: number, settings: RoutingSettings) {
  return {
    skillId: skillIdOf(index),
    skillName: queue.name,
    ...mediaTypeOf(queue.media),
    isActive: true,
    isOutbound: false,
    serviceLevelGoal: settings.serviceLevelGoal,
    serviceLevelThreshold: settings.serviceLevelThresholdSeconds,
    enableShortAbandon: settings.enableShortAbandon,
    shortAbandonThreshold: settings.shortAbandonSeconds,
    countShortAbandons: settings.countShortAbandons,
  };
}
