/**
 * Queue poll: `GET /skills/activity`; without `updatedSince` it returns every skill. An active inbound skill is a queue;
 * no contact waits on an outbound one. Source: NICE CXone developer portal, "RealTime Data API", "Skills"; `serviceLevel` and `serviceLevelGoal` are percent,
 * `serviceLevelThreshold` is in seconds.
 */

import { z } from 'zod';
import {
  type AgentCounts,
  type Collector,
  defined,
  isSelected,
  type QueueFacts,
  type QueueSelection,
  reportSelection,
} from '../../../../domain/index.ts';
import type { RequestContext } from '../../../../vendor-http/index.ts';
import {
  COUNT,
  createRejectionCounter,
  PERCENT,
  parseRows,
  type RejectionCounter,
  SECONDS,
  validNumber,
  withoutDuplicates,
} from '../../../shared/rows.ts';
import { displayName, pastInstants } from '../../../shared/wire-values.ts';
import type { AcdApi } from '../api.ts';
import { SKILL_ACTIVITY_SOURCES } from '../figure-sources.ts';
import { mediaOf } from '../media.ts';
import { readAll } from '../pages.ts';
import type { PlatformClock } from '../platform-clock.ts';
import type { ReadServerTime } from '../server-time.ts';
import { anySpelling, flag, id, instant, number, skillIdOf } from '../wire.ts';
import type { SkillDirectory } from './skill-directory.ts';

const rowShape = {
  skillId: id,
  skillName: z.unknown().optional(),
  mediaTypeId: number,
  isActive: flag,
  isOutbound: flag,
  queueCount: number,
  earliestQueueTime: instant,
  contactsActive: number,
  agentsLoggedIn: number,
  agentsAvailable: number,
  agentsWorking: number,
  agentsACW: number,
  agentsUnavailable: number,
  serviceLevel: number,
  serviceLevelGoal: number,
  serviceLevelThreshold: number,
  inSLA: number,
  outSLA: number,
};
const rowSchema = anySpelling(rowShape);
type Row = z.output<typeof rowSchema>;

export interface SkillActivityOptions {
  readonly api: AcdApi;
  readonly selection: QueueSelection;
  readonly directory: SkillDirectory;
  readonly clock: PlatformClock;
  readonly readServerTime: ReadServerTime;
}

export function skillActivity(options: SkillActivityOptions): Collector {
  const { api, selection, directory, clock, readServerTime } = options;
  return {
    name: 'queues',
    sources: SKILL_ACTIVITY_SOURCES,
    collect: async (signal) => {
      const context: RequestContext = { collector: 'queues', signal };
      const rejections = createRejectionCounter();
      if (clock.isDoubtful()) await readServerTime(context, rejections);
      const response = await readAll(
        api,
        {
          endpoint: 'skills_activity',
          path: '/skills/activity',
          rows: 'skillActivity',
          query: { fields: Object.keys(rowShape).join(','), IsOutbound: 'false' },
          idOf: skillIdOf,
        },
        context,
      );
      const rows = await parseRows(response, rowSchema, rejections);
      const skills = withoutDuplicates(rows, ({ skillId }) => skillId, rejections)
        .filter(({ isActive, isOutbound }) => isActive !== false && isOutbound !== true)
        .map((row) => ({
          row,
          id: row.skillId,
          name: displayName(row.skillName, row.skillId, rejections),
        }));
      const queues = skills
        .filter((skill) => isSelected(skill, selection))
        .map(({ row, name }) => factsOf(row, name, clock, rejections));
      directory.replace(queues.map((queue) => queue.id));
      return {
        queues,
        selection: reportSelection(
          skills.map(({ id, name }) => ({ id, name })),
          selection,
        ),
        rejected: rejections.counts(),
      };
    },
  };
}

function factsOf(row: Row, name: string, clock: PlatformClock, rejections: RejectionCounter): QueueFacts {
  const goal = validNumber(row.serviceLevelGoal, PERCENT, 'service_level_goal', rejections);
  const threshold = validNumber(row.serviceLevelThreshold, SECONDS, 'service_level_threshold', rejections);
  return defined({
    id: row.skillId,
    name,
    media: mediaOf(row.mediaTypeId),
    waiting: validNumber(row.queueCount, COUNT, 'queue_count', rejections),
    active: validNumber(row.contactsActive, COUNT, 'contacts_active', rejections),
    oldestWaitingAt: oldestWaitingAt(row, clock, rejections),
    agents: agentsOf(row, rejections),
    agentsLoggedIn: validNumber(row.agentsLoggedIn, COUNT, 'agents_logged_in', rejections),
    serviceLevel: serviceLevelOf(row, rejections),
    // A goal of 0 means that the skill has none.
    serviceLevelTarget: goal ? goal / 100 : undefined,
    serviceLevelThresholdSeconds: threshold || undefined,
  });
}

/** Unix seconds by the exporter's clock. */
function oldestWaitingAt(row: Row, clock: PlatformClock, rejections: RejectionCounter): number | undefined {
  if (row.queueCount === 0) return undefined;
  const at = validNumber(row.earliestQueueTime, pastInstants(clock.now()), 'earliest_queue_time', rejections);
  return at === undefined ? undefined : at - clock.aheadSeconds();
}

function agentsOf(row: Row, rejections: RejectionCounter): AgentCounts | undefined {
  const agents: AgentCounts = defined({
    available: validNumber(row.agentsAvailable, COUNT, 'agents_available', rejections),
    busy: validNumber(row.agentsWorking, COUNT, 'agents_working', rejections),
    after_contact_work: validNumber(row.agentsACW, COUNT, 'agents_acw', rejections),
    unavailable: validNumber(row.agentsUnavailable, COUNT, 'agents_unavailable', rejections),
  });
  return Object.keys(agents).length > 0 ? agents : undefined;
}

/** Without contacts the service level is undefined, whatever value the platform reports. */
function serviceLevelOf(
  { serviceLevel, inSLA, outSLA }: Row,
  rejections: RejectionCounter,
): number | undefined {
  if (inSLA === 0 && outSLA === 0) return undefined;
  const percent = validNumber(serviceLevel, PERCENT, 'service_level', rejections);
  return percent === undefined ? undefined : percent / 100;
}
