import { z } from 'zod';
import { type ContactCentre, handleSeconds, type QueueReading, waitSeconds } from '../../../engine/index.ts';
import { ApiError } from '../../../http/api-error.ts';
import { DAY_SECONDS } from '../../../http/time.ts';
import { validate } from '../../../http/validate.ts';
import { type Endpoint, ok } from '../../../http/vendor-api.ts';
import { GRANTS } from './grants.ts';
import { BUSINESS_UNIT_ID, campaignIdOf, skillIdOf } from './ids.ts';
import { mediaTypeOf } from './media-types.ts';
import { anyCase, listQuery, narrowed, type Row, skillFilter, utcInstant } from './query.ts';
import { API_ROOT } from './root.ts';

/**
 * Counts of every skill over a period of up to 30 days, with some current values. Numbers are strings, as observed on
 * the platform. Choice for undocumented behaviour: a contact counts when it is offered, answered or abandoned.
 */
export const skillSummary: Endpoint = {
  name: 'skills_summary',
  method: 'GET',
  path: `${API_ROOT}/skills/summary`,
  scopes: [GRANTS.reporting],
  handle({ centre, query }) {
    const { fields, mediaTypeId, IsOutbound, ...span } = validate(summarySchema, anyCase(query, PARAMETERS));
    rejectLongSpan(span);
    const rows = centre
      .readings()
      .filter(
        ({ profile }) => mediaTypeId === undefined || mediaTypeOf(profile.media).mediaTypeId === mediaTypeId,
      )
      .filter(() => IsOutbound !== true)
      .map((reading) => asText(summaryOf(centre, reading, span)));
    return ok({ skillSummaries: narrowed(rows, fields) });
  },
};

/** Contacts within and outside the service level; case and types differ from the skill summary, as in the specification. */
export const slaSummary: Endpoint = {
  name: 'skills_sla_summary',
  method: 'GET',
  path: `${API_ROOT}/skills/sla-summary`,
  scopes: [GRANTS.reporting],
  handle({ centre, query, origin, url }) {
    const { skip, top, ...span } = validate(slaSchema, anyCase(query, PARAMETERS));
    rejectLongSpan(span);
    const rows = centre.readings().map((reading) => slaOf(centre, reading, span));
    const page = rows.slice(skip, skip + top);
    const next = new URL(url, origin);
    next.searchParams.set('skip', String(skip + top));
    return ok({
      _links: { self: `${origin}${url}`, ...(skip + top < rows.length && { next: next.href }) },
      serviceLevelSummaries: page,
    });
  },
};

const spanQuery = { startDate: utcInstant, endDate: utcInstant };
const summarySchema = z.object({ ...spanQuery, ...skillFilter, fields: listQuery.fields });
const slaSchema = z.object({ ...spanQuery, skip: listQuery.skip, top: listQuery.top });
const PARAMETERS = [...Object.keys(summarySchema.shape), ...Object.keys(slaSchema.shape)];

interface Span {
  readonly startDate: number;
  readonly endDate: number;
}

const MAX_SPAN_SECONDS = 30 * DAY_SECONDS;

/** @throws ApiError 400 with the message that the documents give. */
function rejectLongSpan({ startDate, endDate }: Span): void {
  const problem =
    endDate <= startDate
      ? 'Invalid date range'
      : endDate - startDate > MAX_SPAN_SECONDS
        ? 'Invalid date range. Max 30 days.'
        : undefined;
  if (problem !== undefined) throw new ApiError(400, 'Bad Request', problem);
}

function sumsOf({ window, now }: ContactCentre, { profile }: QueueReading, { startDate, endDate }: Span) {
  return window(profile.id, startDate, Math.min(endDate, now));
}

function summaryOf(centre: ContactCentre, reading: QueueReading, span: Span): Row {
  const { profile, agents, oldestWaitingAt } = reading;
  const sums = sumsOf(centre, reading, span);
  const ended = sums.answered + sums.abandoned;
  return {
    businessUnitId: BUSINESS_UNIT_ID,
    businessUnitName: 'Simulated',
    abandonCount: sums.abandoned,
    abandonRate: percent(sums.abandoned, ended),
    agentsAcw: agents.after_contact_work,
    agentsAvailable: agents.available,
    agentsIdle: agents.available,
    agentsLoggedIn: reading.agentsLoggedIn,
    agentsUnavailable: agents.unavailable + agents.not_responding,
    agentsWorking: agents.busy,
    averageHandleTime: mean(handleSeconds(sums), sums.handled),
    averageInqueueTime: mean(waitSeconds(sums), ended),
    averageSpeedToAnswer: mean(sums.answeredWaitSeconds, sums.answered),
    averageTalkTime: mean(sums.talkSeconds, sums.handled),
    averageWrapTime: mean(sums.wrapSeconds, sums.handled),
    campaignId: campaignIdOf(centre.queues, profile.campaign),
    campaignName: profile.campaign,
    contactsActive: reading.active,
    contactsHandled: sums.answered,
    contactsOffered: sums.offered,
    contactsQueued: sums.offered,
    contactsOutOfSLA: ended - sums.answeredWithinThreshold,
    contactsWithinSLA: sums.answeredWithinThreshold,
    holdTime: Math.round(sums.holdSeconds),
    isOutbound: 'False',
    longestQueueDur: oldestWaitingAt === undefined ? 0 : Math.round(centre.now - oldestWaitingAt),
    ...mediaTypeOf(profile.media),
    queueCount: reading.waiting,
    serviceLevel: percent(sums.answeredWithinThreshold, ended),
    skillName: profile.name,
    skillId: skillIdOf(centre.queues.indexOf(profile)),
    serviceLevelGoal: Math.round(100 * profile.serviceLevel.target),
    serviceLevelThreshold: profile.serviceLevel.thresholdSeconds,
    totalContactTime: Math.round(handleSeconds(sums)),
  };
}

function slaOf(centre: ContactCentre, reading: QueueReading, span: Span): Row {
  const { answered, abandoned, answeredWithinThreshold } = sumsOf(centre, reading, span);
  const ended = answered + abandoned;
  return {
    BusinessUnitId: BUSINESS_UNIT_ID,
    SkillId: skillIdOf(centre.queues.indexOf(reading.profile)),
    SkillName: reading.profile.name,
    ContactsWithinSLA: answeredWithinThreshold,
    ContactsOutOfSLA: ended - answeredWithinThreshold,
    TotalContacts: ended,
    ServiceLevel: percent(answeredWithinThreshold, ended),
  };
}

function asText(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)]));
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((100 * part) / whole);
}

/** Whole seconds. */
function mean(sum: number, count: number): number {
  return count === 0 ? 0 : Math.round(sum / count);
}
