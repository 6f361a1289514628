import { z } from 'zod';
import {
  type AgentCounts,
  type Collector,
  isSelected,
  type QueueFacts,
  type QueueSelection,
  reportSelection,
} from '../../../../domain/index.ts';
import {
  acceptRows,
  COUNT,
  createTally,
  figure,
  PERCENT,
  SECONDS,
  type Tally,
  withoutDuplicates,
} from '../../../shared/rows.ts';
import { displayName, pastInstants } from '../../../shared/wire-values.ts';
import type { AcdApi } from '../api.ts';
import { mediaOf } from '../media.ts';
import { readAll } from '../pages.ts';
import type { PlatformClock } from '../platform-clock.ts';
import { anySpelling, flag, id, instant, number, skillIdOf } from '../wire.ts';
import type { SkillDirectory } from './skill-directory.ts';

/**
 * The queue poll: `GET /skills/activity` without `updatedSince`, which answers with every skill. A skill is a queue,
 * as far as it is active and inbound: on an outbound one nobody waits for an agent.
 */

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
}

export function skillActivity({ api, selection, directory, clock }: SkillActivityOptions): Collector {
  return {
    name: 'queues',
    collect: async (signal) => {
      const answer = await readAll(
        api,
        {
          endpoint: 'skills_activity',
          path: '/skills/activity',
          rows: 'skillActivity',
          query: { fields: Object.keys(rowShape).join(','), IsOutbound: 'false' },
          idOf: skillIdOf,
        },
        { collector: 'queues', signal },
      );
      const tally = createTally();
      const rows = await acceptRows(answer, rowSchema, tally);
      const skills = withoutDuplicates(rows, ({ skillId }) => skillId, tally)
        .filter(({ isActive, isOutbound }) => isActive !== false && isOutbound !== true)
        .map((row) => ({
          row,
          id: row.skillId,
          name: displayName(row.skillName, row.skillId, tally),
        }));
      const queues = skills
        .filter((skill) => isSelected(skill, selection))
        .map(({ row, name }) => factsOf(row, name, clock, tally));
      directory.replace(queues.map((queue) => queue.id));
      return {
        queues,
        selection: reportSelection(
          skills.map(({ id, name }) => ({ id, name })),
          selection,
        ),
        rejected: tally.rejections(),
      };
    },
  };
}

function factsOf(row: Row, name: string, clock: PlatformClock, tally: Tally): QueueFacts {
  const goal = figure(row.serviceLevelGoal, PERCENT, 'service_level_goal', tally);
  const threshold = figure(row.serviceLevelThreshold, SECONDS, 'service_level_threshold', tally);
  return {
    id: row.skillId,
    name,
    media: mediaOf(row.mediaTypeId),
    waiting: figure(row.queueCount, COUNT, 'queue_count', tally),
    active: figure(row.contactsActive, COUNT, 'contacts_active', tally),
    oldestWaitingAt: oldestWaitingAt(row, clock, tally),
    agents: agentsOf(row, tally),
    agentsLoggedIn: figure(row.agentsLoggedIn, COUNT, 'agents_logged_in', tally),
    serviceLevel: serviceLevelOf(row, tally),
    // A goal of 0 is how the platform says that there is none.
    serviceLevelTarget: goal ? goal / 100 : undefined,
    serviceLevelThresholdSeconds: threshold || undefined,
  };
}

/** By our clock. */
function oldestWaitingAt(row: Row, clock: PlatformClock, tally: Tally): number | undefined {
  if (row.queueCount === 0) return undefined;
  const at = figure(row.earliestQueueTime, pastInstants(clock.now()), 'earliest_queue_time', tally);
  return at === undefined ? undefined : at - clock.ahead();
}

function agentsOf(row: Row, tally: Tally): AgentCounts | undefined {
  const agents: AgentCounts = {
    available: figure(row.agentsAvailable, COUNT, 'agents_available', tally),
    busy: figure(row.agentsWorking, COUNT, 'agents_working', tally),
    after_contact_work: figure(row.agentsACW, COUNT, 'agents_acw', tally),
    unavailable: figure(row.agentsUnavailable, COUNT, 'agents_unavailable', tally),
  };
  return Object.values(agents).some((count) => count !== undefined) ? agents : undefined;
}

/** Of no contacts at all there is no service level, whatever number stands in its place. */
function serviceLevelOf({ serviceLevel, inSLA, outSLA }: Row, tally: Tally): number | undefined {
  if (inSLA === 0 && outSLA === 0) return undefined;
  const percent = figure(serviceLevel, PERCENT, 'service_level', tally);
  return percent === undefined ? undefined : percent / 100;
}
