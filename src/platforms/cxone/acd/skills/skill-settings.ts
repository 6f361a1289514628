/**
 * Service level goal of a skill and the abandons that count: `GET` and `PUT /skills/{skillId}`. Source: NICE CXone developer portal, "Admin API", "Skills";
 * `serviceLevelGoal` is percent (0 to 100), thresholds are in seconds. The API has neither versions nor conditional
 * writes: the skill is read again immediately before the write, and a concurrent change between the two is lost.
 */

import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import {
  defined,
  errorMessage,
  type QueueRouting,
  type RoutingContext,
  type RoutingReader,
  type RoutingSetting,
  type RoutingSettings,
  type RoutingWriter,
  type WriteResult,
} from '../../../../domain/index.ts';
import { isVendorError } from '../../../../vendor-http/index.ts';
import { executeWrite, withPermissionHint } from '../../../shared/execute-write.ts';
import type { AcdApi } from '../api.ts';
import { mediaOf } from '../media.ts';
import { anySpelling, flag, number } from '../wire.ts';

const SETTINGS: readonly RoutingSetting[] = [
  'serviceLevelGoal',
  'serviceLevelThresholdSeconds',
  'enableShortAbandon',
  'shortAbandonThresholdSeconds',
  'countShortAbandons',
];

const skillShape = {
  skillName: z.string().nullish(),
  mediaTypeId: number,
  serviceLevelGoal: number,
  serviceLevelThreshold: number,
  enableShortAbandon: flag,
  shortAbandonThreshold: number,
  countShortAbandons: flag,
};
const skillSchema = anySpelling(skillShape);
const writtenSchema = anySpelling({ success: flag });

export function skillSettings(api: AcdApi): RoutingReader & RoutingWriter {
  const read = (skillId: string, context: RoutingContext) =>
    withPermissionHint('GET /skills/{skillId} of the Admin API', () => readSkill(api, skillId, context));
  return {
    source: { endpoint: 'GET /skills/{skillId}' },
    settings: new Set(SETTINGS),
    read,
    skillIds: async () => new Set(),
    write: async (queue, settings, context) => {
      const obstacle = await precheckWrite(queue, () => read(queue.id, context));
      const rules = { permission: 'PUT /skills/{skillId} of the Admin API' };
      return obstacle ?? executeWrite(() => put(api, queue.id, settings, context), rules);
    },
  };
}

/** Why the write must not be sent; undefined when it may be. */
async function precheckWrite(
  known: QueueRouting,
  read: () => Promise<QueueRouting | undefined>,
): Promise<WriteResult | undefined> {
  const refused = (reason: string) => ({ outcome: 'refused', reason, problems: [] }) as const;
  try {
    const current = await read();
    if (!current) return refused('the skill no longer exists');
    return isDeepStrictEqual(current.settings, known.settings) ? undefined : { outcome: 'conflict' };
  } catch (error) {
    return refused(errorMessage(error));
  }
}

async function readSkill(
  api: AcdApi,
  skillId: string,
  context: RoutingContext,
): Promise<QueueRouting | undefined> {
  try {
    const skill = await api.get(
      {
        endpoint: 'skill_read',
        path: pathOf(skillId),
        query: { fields: Object.keys(skillShape).join(',') },
        schema: skillSchema,
      },
      context,
    );
    const { skillName, mediaTypeId, ...wire } = skill;
    const settings: RoutingSettings = defined({
      serviceLevelGoal: known(wire.serviceLevelGoal),
      serviceLevelThresholdSeconds: known(wire.serviceLevelThreshold),
      enableShortAbandon: wire.enableShortAbandon,
      shortAbandonThresholdSeconds: known(wire.shortAbandonThreshold),
      countShortAbandons: wire.countShortAbandons,
    });
    const name = skillName?.trim() ? skillName : skillId;
    return { id: skillId, name, media: mediaOf(mediaTypeId), settings, rest: {}, document: wire };
  } catch (error) {
    if (isVendorError(error) && error.status === 404) return undefined;
    throw error;
  }
}

/** NaN is unknown. */
function known(value: number | undefined): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

async function put(
  api: AcdApi,
  skillId: string,
  settings: RoutingSettings,
  context: RoutingContext,
): Promise<WriteResult> {
  const { serviceLevelThresholdSeconds, shortAbandonThresholdSeconds, ...sameName } = settings;
  const skill = {
    ...sameName,
    serviceLevelThreshold: serviceLevelThresholdSeconds,
    shortAbandonThreshold: shortAbandonThresholdSeconds,
  };
  const { success } = await api.put(
    {
      endpoint: 'skill_write',
      path: pathOf(skillId),
      json: { skill },
      schema: writtenSchema,
      whenEmpty: { success: undefined },
    },
    context,
  );
  if (success === false)
    return { outcome: 'refused', reason: 'the platform reports success: false', problems: [] };
  return { outcome: 'written' };
}

function pathOf(skillId: string): string {
  return `/skills/${encodeURIComponent(skillId)}`;
}
