import { z } from 'zod';
import type { ContactCentre, QueueReading } from '../../../engine/index.ts';
import { iso, startOfDay } from '../../../http/time.ts';
import { validate } from '../../../http/validate.ts';
import type { Endpoint } from '../../../http/vendor-api.ts';
import { GRANTS } from './grants.ts';
import { BUSINESS_UNIT_ID, campaignIdOf, skillIdOf } from './ids.ts';
import { mediaTypeOf } from './media-types.ts';
import { anyCase, listQuery, listReply, type Row, skillFilter } from './query.ts';
import { API_ROOT } from './root.ts';

/**
 * Current state of every skill. Choices for undocumented behaviour: the service level and its two counts cover the
 * current UTC day, 0 percent while no contact has ended; an agent who does not respond is unavailable.
 */
export const skillActivity: Endpoint = {
  name: 'skills_activity',
  method: 'GET',
  path: `${API_ROOT}/skills/activity`,
  scopes: [GRANTS.realTime],
  handle(call) {
    const { mediaTypeId, IsOutbound, ...list } = validate(schema, anyCase(call.query, PARAMETERS));
    const rows = call.centre
      .readings()
      .map((reading, index) => rowOf(reading, index, call.centre))
      .filter((row) => mediaTypeId === undefined || row.mediaTypeId === mediaTypeId)
      .filter((row) => IsOutbound === undefined || row.isOutbound === IsOutbound);
    return listReply(call, 'skillActivity', rows, list);
  },
};

const schema = z.object({ ...listQuery, ...skillFilter });
const PARAMETERS = Object.keys(schema.shape);

function rowOf(reading: QueueReading, index: number, centre: ContactCentre): Row {
  const { profile, agents, oldestWaitingAt } = reading;
  const { answered, answeredWithinThreshold, abandoned } = centre.window(
    profile.id,
    startOfDay(centre.now),
    centre.now,
  );
  const ended = answered + abandoned;
  const settings = centre.routing.of(profile.id)?.settings;
  return {
    serverTime: iso(centre.now),
    businessUnitId: BUSINESS_UNIT_ID,
    campaignId: campaignIdOf(centre.queues, profile.campaign),
    campaignName: profile.campaign,
    skillId: skillIdOf(index),
    skillName: profile.name,
    ...mediaTypeOf(profile.media),
    isActive: true,
    isOutbound: false,
    isNaturalCalling: false,
    emailFromAddress: null,
    agentsLoggedIn: reading.agentsLoggedIn,
    agentsAvailable: agents.available,
    agentsWorking: agents.busy,
    agentsUnavailable: agents.unavailable + agents.not_responding,
    agentsACW: agents.after_contact_work,
    agentsIdle: agents.available,
    contactsActive: reading.active,
    queueCount: reading.waiting,
    skillQueueCount: 0,
    personalQueueCount: 0,
    parkedCount: 0,
    earliestQueueTime: oldestWaitingAt === undefined ? null : iso(oldestWaitingAt),
    serviceLevel: ended === 0 ? 0 : Math.round((100 * answeredWithinThreshold) / ended),
    serviceLevelGoal: settings?.serviceLevelGoal,
    serviceLevelThreshold: settings?.serviceLevelThresholdSeconds,
    inSLA: answeredWithinThreshold,
    outSLA: ended - answeredWithinThreshold,
  };
}
