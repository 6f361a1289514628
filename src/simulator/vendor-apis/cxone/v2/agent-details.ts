import { z } from 'zod';
import {
  type ContactCentre,
  durations,
  type PresenceState,
  type StateDurations,
} from '../../../engine/index.ts';
import { pageOf } from '../../../http/cursor.ts';
import { DAY_SECONDS, instant, iso } from '../../../http/time.ts';
import { validate } from '../../../http/validate.ts';
import { type Endpoint, ok } from '../../../http/vendor-api.ts';
import { SCOPES } from './scopes.ts';

/**
 * Time agents spent in each state, milliseconds. Choices for undocumented behaviour: an interval is 15 minutes unless
 * given, intervals begin at `startDate`, grouping by agent adds `agentId` and `agentName` to the dimensions,
 * without grouping by state `agentStateDuration` is the time logged in, a page has 100 rows, and only the last 24
 * hours are available. Rows are ordered by state first; a client that needs another order must sort.
 */
export const agentDetails: Endpoint = {
  name: 'agent_details',
  method: 'POST',
  path: '/api/v2/reporting/interactions/agents/details',
  scopes: [SCOPES.reportingRead],
  handle({ centre, body, query, origin, endlessPages }) {
    const question = validate(bodySchema, body);
    const { offset } = validate(pageSchema, query);
    const page = pageOf(rowsOf(centre, question), offset, PAGE_SIZE, endlessPages);
    return ok({
      reportData: { reportRows: page.items },
      ...(page.next !== undefined && { nextUri: `${origin}${agentDetails.path}?offset=${page.next}` }),
    });
  },
};

const PAGE_SIZE = 100;
const DEFAULT_INTERVAL_SECONDS = 900;
const METRICS = ['agentStateDuration', 'loginDuration', 'wrapupDuration'] as const;
type Metric = (typeof METRICS)[number];

const pageSchema = z.object({ offset: z.coerce.number().int().min(0).default(0) });

/** Absolute dates only: `now` is not supported here. */
const date = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'must have the form YYYY-MM-DDTHH:mm:ss.000Z')
  .pipe(instant(Number.NaN));

const bodySchema = z
  .object({
    startDate: date,
    endDate: date,
    groupBy: z.array(z.enum(['byAgent', 'byInterval', 'byAgentState'])).min(1),
    metrics: z.array(z.enum(METRICS)).min(1),
    filters: z
      .array(z.object({ name: z.literal('agentId'), values: z.array(z.guid('not a UUID')) }))
      .optional(),
    interval: z
      .string()
      .regex(/^[1-9]\d*m$/, 'must be minutes, such as 15m')
      .transform((text) => Number.parseInt(text, 10) * 60)
      .default(DEFAULT_INTERVAL_SECONDS),
  })
  .refine(({ startDate, endDate }) => startDate < endDate, 'startDate must be before endDate');
type Question = z.output<typeof bodySchema>;

const STATE_NAMES: Readonly<Record<Exclude<PresenceState, 'logged_out'>, string>> = {
  after_contact_work: 'AfterContactWork',
  available: 'Available',
  busy: 'Busy',
  not_responding: 'NotResponding',
  unavailable: 'Unavailable',
};
const STATES = Object.keys(STATE_NAMES) as (keyof typeof STATE_NAMES)[];

interface Row {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Partial<Record<Metric, number>>>;
}

function rowsOf(centre: ContactCentre, question: Question): readonly Row[] {
  const { groupBy } = question;
  const states = groupBy.includes('byAgentState') ? STATES : [undefined];
  const crews = crewsOf(centre, question);
  const intervals = intervalsOf(centre.now, question);
  const known = crews.map((crew) => intervals.map((interval) => spent(centre, crew.ids, interval)));
  return states.flatMap((state) =>
    crews.flatMap((crew, crewIndex) =>
      intervals.flatMap((interval, index): Row[] => {
        const times = known[crewIndex]?.[index] ?? {};
        const metrics = metricsOf(times, state, question.metrics);
        if ((state ? times[state] : loggedIn(times)) === undefined) return [];
        const bounds = { intervalStart: iso(interval.from), intervalEnd: iso(interval.until) };
        return [
          {
            dimensions: {
              ...crew.dimensions,
              ...(state && { agentState: STATE_NAMES[state] }),
              ...(groupBy.includes('byInterval') && bounds),
            },
            metrics,
          },
        ];
      }),
    ),
  );
}

/** The agents of one row: one when grouped by agent, else all requested agents. */
function crewsOf({ agents }: ContactCentre, { groupBy, filters }: Question) {
  const wanted = filters?.map(({ values }) => values);
  const chosen = agents.filter(({ id }) => wanted?.every((ids) => ids.includes(id)) ?? true);
  if (!groupBy.includes('byAgent')) return [{ ids: chosen.map(({ id }) => id), dimensions: {} }];
  return chosen.map(({ id, name }) => ({ ids: [id], dimensions: { agentId: id, agentName: name } }));
}

interface Interval {
  readonly from: number;
  /** End of the interval as reported, which may lie in the future. */
  readonly until: number;
}

function intervalsOf(now: number, { startDate, endDate, interval, groupBy }: Question): readonly Interval[] {
  if (!groupBy.includes('byInterval')) return [{ from: startDate, until: endDate }];
  const intervals: Interval[] = [];
  const end = Math.min(endDate, now);
  for (let from = Math.max(startDate, firstKnown(startDate, interval, now)); from < end; from += interval) {
    intervals.push({ from, until: Math.min(from + interval, endDate) });
  }
  return intervals;
}

/** Start of the first interval within the last 24 hours; earlier ones are empty. */
function firstKnown(startDate: number, interval: number, now: number): number {
  return startDate + Math.floor((now - DAY_SECONDS - startDate) / interval) * interval;
}

function spent(centre: ContactCentre, ids: readonly string[], { from, until }: Interval): StateDurations {
  const spans = ids.flatMap((id) => centre.agentStates(id, from, until) ?? []);
  return durations(spans);
}

function loggedIn(times: StateDurations): number | undefined {
  const known = STATES.flatMap((state) => times[state] ?? []);
  return known.length > 0 ? known.reduce((sum, seconds) => sum + seconds, 0) : undefined;
}

function metricsOf(
  times: StateDurations,
  state: keyof typeof STATE_NAMES | undefined,
  wanted: readonly Metric[],
) {
  const all: Record<Metric, number> = {
    agentStateDuration: (state ? times[state] : loggedIn(times)) ?? 0,
    loginDuration: loggedIn(times) ?? 0,
    wrapupDuration: times.after_contact_work ?? 0,
  };
  return Object.fromEntries(wanted.map((name) => [name, Math.round(all[name] * 1000)]));
}
