/**
 * Counts over periods: `GET /skills/summary`, which accepts up to 30 days. Source: NICE CXone developer portal, "Reporting API", "Skills summary". Three periods
 * are read: the rolling window, the current UTC day, and the day before. The days are disjoint, so that counters can be
 * derived; the day before is included because contacts of its late evening end after midnight.
 */

import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import {
  type Collector,
  defined,
  isSelected,
  type Media,
  type QueueFacts,
  type QueueSelection,
  UTC_DAY_WINDOW,
  type WindowCounts,
  windowedCounts,
} from '../../../../domain/index.ts';
import type { RequestContext } from '../../../../vendor-http/index.ts';
import type { Figures } from '../../../shared/accumulator.ts';
import {
  COUNT,
  createRejectionCounter,
  parseRows,
  type RejectionCounter,
  SECONDS,
  validNumber,
  withoutDuplicates,
} from '../../../shared/rows.ts';
import { displayName } from '../../../shared/wire-values.ts';
import type { AcdApi } from '../api.ts';
import { SKILL_SUMMARY_SOURCES } from '../figure-sources.ts';
import { mediaOf } from '../media.ts';
import { readAll } from '../pages.ts';
import type { PlatformClock } from '../platform-clock.ts';
import type { ReadServerTime } from '../server-time.ts';
import { anySpelling, flag, id, number, seconds, skillIdOf, utc } from '../wire.ts';
import { createDailyTotals, DAY_SECONDS, startOfDay } from './daily-totals.ts';
import type { SkillDirectory } from './skill-directory.ts';

const rowShape = {
  skillId: id,
  skillName: z.unknown().optional(),
  mediaTypeId: number,
  isOutbound: flag,
  contactsOffered: number,
  contactsHandled: number,
  contactsWithinSLA: number,
  abandonCount: number,
  averageSpeedToAnswer: seconds,
};
const rowSchema = anySpelling(rowShape);

/** Number of periods, and so of requests, per poll. */
export const SPANS = 3;

interface Span {
  readonly from: number;
  readonly to: number;
}

interface Skill {
  readonly id: string;
  readonly name: string;
  readonly media: Media;
  readonly counts: WindowCounts;
}

interface Summary {
  readonly skills: ReadonlyMap<string, Skill>;
  /** Skills with a rejected row. */
  readonly unknown: ReadonlySet<string>;
}

export interface SkillSummaryOptions {
  readonly api: AcdApi;
  readonly selection: QueueSelection;
  readonly directory: SkillDirectory;
  readonly clock: PlatformClock;
  readonly readServerTime: ReadServerTime;
  /** Of the rolling window. */
  readonly windowSeconds: number;
}

export function skillSummary(options: SkillSummaryOptions): Collector {
  const { api, selection, directory, clock, readServerTime, windowSeconds } = options;
  const totals = createDailyTotals();

  return {
    name: 'aggregates',
    sources: SKILL_SUMMARY_SOURCES,
    collect: async (signal) => {
      const rejections = createRejectionCounter();
      const context: RequestContext = { collector: 'aggregates', signal };
      const read = async (span: Span) => readSkills(api, span, rejections, context);
      if (clock.isDoubtful()) await readServerTime(context, rejections);
      const now = Math.floor(clock.now());
      const midnight = startOfDay(now);
      const [rolling, today, yesterday] = await Promise.all([
        read({ from: now - windowSeconds, to: now }),
        // The API rejects an empty period, which this one would be in the first second of a day.
        read({ from: midnight, to: Math.max(now, midnight + 1) }),
        read({ from: midnight - DAY_SECONDS, to: midnight }),
      ]);
      totals.add([
        { start: midnight - DAY_SECONDS, rows: countsOf(yesterday) },
        { start: midnight, rows: countsOf(today) },
      ]);
      // With thousands of queues each step takes milliseconds: yield to other work in between.
      await setImmediate();
      const queues = [...new Map([...rolling.skills, ...today.skills]).values()]
        .filter((skill) => directory.mayShow(skill.id) && isSelected(skill, selection))
        .map(
          ({ id, name, media }): QueueFacts =>
            defined({
              id,
              name,
              media,
              windows: windowedCounts([
                [windowSeconds, rolling.skills.get(id)?.counts],
                [UTC_DAY_WINDOW, today.skills.get(id)?.counts],
              ]),
              totals: totals.of(id),
            }),
        );
      return { queues, rejected: rejections.counts() };
    },
    marks: totals.marks,
    resume: (_, marks) => totals.resume(marks),
  };
}

async function readSkills(
  api: AcdApi,
  { from, to }: Span,
  rejections: RejectionCounter,
  context: RequestContext,
): Promise<Summary> {
  const response = await readAll(
    api,
    {
      endpoint: 'skills_summary',
      path: '/skills/summary',
      rows: 'skillSummaries',
      query: {
        startDate: utc(from),
        endDate: utc(to),
        isOutbound: 'false',
        fields: Object.keys(rowShape).join(','),
      },
      idOf: skillIdOf,
    },
    context,
  );
  const unknown = new Set<string>();
  const accepted = await parseRows(response, rowSchema, rejections, (row) => {
    const skillId = skillIdOf(row);
    if (skillId !== undefined) unknown.add(skillId);
  });
  const keyOf = ({ skillId }: z.output<typeof rowSchema>) => skillId;
  const rows = withoutDuplicates(accepted, keyOf, rejections, ({ skillId }) => unknown.add(skillId));
  const inbound = rows.filter(({ isOutbound, skillId }) => isOutbound !== true && !unknown.has(skillId));
  return { skills: new Map(inbound.map((row) => [row.skillId, skillOf(row, rejections)])), unknown };
}

function skillOf(row: z.output<typeof rowSchema>, rejections: RejectionCounter): Skill {
  const answered = validNumber(row.contactsHandled, COUNT, 'contacts_handled', rejections);
  // Whole seconds: the sum is exact to half a second per contact, and its average is what the platform reports.
  const speed = validNumber(row.averageSpeedToAnswer, SECONDS, 'average_speed_to_answer', rejections);
  return {
    id: row.skillId,
    name: displayName(row.skillName, row.skillId, rejections),
    media: mediaOf(row.mediaTypeId),
    counts: defined({
      offered: validNumber(row.contactsOffered, COUNT, 'contacts_offered', rejections),
      answered,
      answeredWithinThreshold: validNumber(row.contactsWithinSLA, COUNT, 'contacts_within_sla', rejections),
      abandoned: validNumber(row.abandonCount, COUNT, 'abandon_count', rejections),
      answeredWaitSeconds: answered === undefined || speed === undefined ? undefined : answered * speed,
    }),
  };
}

const UNKNOWN_COUNTS: Figures = {
  offered: undefined,
  answered: undefined,
  answeredWithinThreshold: undefined,
  abandoned: undefined,
};

/** Skills with a rejected row are kept, so that earlier contacts are not counted when they become known. */
function countsOf({ skills, unknown }: Summary): ReadonlyMap<string, Figures> {
  const refused = [...unknown].map((id) => [id, UNKNOWN_COUNTS] as const);
  return new Map([
    ...refused,
    ...[...skills].map(
      ([
        id,
        {
          counts: { answeredWaitSeconds: _, ...counts },
        },
      ]) => {
        return [id, { ...UNKNOWN_COUNTS, ...counts }] as const;
      },
    ),
  ]);
}
