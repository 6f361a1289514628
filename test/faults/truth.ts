import type { ContactCentre, QueueReading } from '../../src/simulator/engine/contact-centre.ts';
import { WAIT_BOUNDS_SECONDS, type WindowSums } from '../../src/simulator/engine/events/window-sums.ts';
import type { Simulator } from '../../src/simulator/server.ts';

/**
 * What the figures of each API are in the simulated contact centres, written down independently of the exporter. The
 * simulator's clock stands still between two ticks of the suite, so that a figure of one moment has one true value.
 */

/** Labels beyond those that identify a queue, in the order of the page: `agents{available}`, `offered_interactions{15m}`. */
type FigureName = string;

/** Figures of one moment. */
type Read = (reading: QueueReading, centre: ContactCentre) => number | undefined;
/** Counts of a period that ends at the poll, by the exporter's clock. */
type Count = (sums: WindowSums) => number;

export const WINDOW_SECONDS = 900;
const DAY_SECONDS = 86_400;

const startOfDay = (at: number) => Math.floor(at / DAY_SECONDS) * DAY_SECONDS;
const today = (centre: ContactCentre, id: string) => centre.window(id, startOfDay(centre.now), centre.now);
const lately = (centre: ContactCentre, id: string) =>
  centre.window(id, centre.now - WINDOW_SECONDS, centre.now);
const working = ({ agents }: QueueReading) => agents.busy + agents.after_contact_work;
const seconds = (value: number) => Math.round(value * 1000) / 1000;

/** CXone v2 reports the distribution of a day of waits, by its own clock. */
const waits: Readonly<Record<FigureName, Read>> = Object.fromEntries(
  (['answered', 'abandoned'] as const).flatMap((outcome) =>
    [...WAIT_BOUNDS_SECONDS, Number.POSITIVE_INFINITY].map((bound, range): [FigureName, Read] => [
      `wait_distribution_interactions{${outcome},${Number.isFinite(bound) ? bound.toFixed(1) : '+Inf'}}`,
      ({ profile }, centre) => {
        const sums = centre.window(profile.id, centre.now - DAY_SECONDS, centre.now);
        const { counts } = outcome === 'answered' ? sums.answeredWaits : sums.abandonedWaits;
        return counts.slice(0, range + 1).reduce((sum, each) => sum + each, 0);
      },
    ]),
  ),
);

/** By API. A figure without a value must be absent, and a queue figure that is not listed is not checked. */
export const MOMENTS: Readonly<Record<string, Readonly<Record<FigureName, Read>>>> = {
  details: {
    waiting_interactions: ({ waiting }) => waiting,
    'agents{available}': ({ agents }) => agents.available,
    'agents{busy}': working,
  },
  observations: {
    waiting_interactions: ({ waiting }) => waiting,
    active_interactions: ({ active }) => active,
    oldest_waiting_timestamp_seconds: ({ oldestWaitingAt }) => oldestWaitingAt,
    'agents{available}': ({ agents }) => agents.available,
    'agents{busy}': working,
    'agents{unavailable}': ({ agents }) => agents.unavailable,
    'agents{not_responding}': ({ agents }) => agents.not_responding,
    agents_logged_in: ({ agentsLoggedIn }) => agentsLoggedIn,
  },
  acd: {
    waiting_interactions: ({ waiting }) => waiting,
    active_interactions: ({ active }) => active,
    oldest_waiting_timestamp_seconds: ({ oldestWaitingAt }) => oldestWaitingAt,
    'agents{available}': ({ agents }) => agents.available,
    'agents{busy}': ({ agents }) => agents.busy,
    'agents{after_contact_work}': ({ agents }) => agents.after_contact_work,
    'agents{unavailable}': ({ agents }) => agents.unavailable + agents.not_responding,
    agents_logged_in: ({ agentsLoggedIn }) => agentsLoggedIn,
    'service_level_ratio{platform}': ({ profile }, centre) => {
      const { answered, answeredWithinThreshold, abandoned } = today(centre, profile.id);
      const ended = answered + abandoned;
      return ended > 0 ? Math.round((100 * answeredWithinThreshold) / ended) / 100 : undefined;
    },
  },
  v2: {
    active_interactions: ({ active }) => active,
    'agents{available}': ({ agents }) => agents.available,
    'abandoned_interactions{platform}': ({ profile }, centre) => today(centre, profile.id).abandoned,
    'service_level_ratio{platform}': ({ profile }, centre) => {
      const { answered, answeredWithinThreshold, abandoned } = today(centre, profile.id);
      const ended = answered + abandoned;
      return ended > 0 ? seconds((100 * answeredWithinThreshold) / ended) / 100 : undefined;
    },
    'answered_interactions{15m}': ({ profile }, centre) => lately(centre, profile.id).answered,
    'abandoned_interactions{15m}': ({ profile }, centre) => lately(centre, profile.id).abandoned,
    ...waits,
  },
};

/** Which collector reads a figure of a moment; the others are of the queue poll. */
export function collectorOf(api: string, figure: FigureName): string {
  if (figure.startsWith('wait_distribution')) return 'wait_times';
  return api === 'v2' && figure.endsWith('{15m}') ? 'aggregates' : 'queues';
}

/** By API: counts of the rolling window and, with `utc_day`, of the day. All are of the aggregates poll. */
const WINDOW_COUNTS: Readonly<Record<FigureName, Count>> = {
  offered_interactions: ({ offered }) => offered,
  answered_interactions: ({ answered }) => answered,
  abandoned_interactions: ({ abandoned }) => abandoned,
};
export const WINDOWED: Readonly<Record<string, readonly string[]>> = {
  acd: ['15m', 'utc_day'],
  observations: ['15m'],
};

/** Counters, by what the queue has counted since the simulation began. */
export const COUNTERS: Readonly<Record<FigureName, Count>> = {
  offered_total: ({ offered }) => offered,
  answered_total: ({ answered }) => answered,
  answered_within_threshold_total: ({ answeredWithinThreshold }) => answeredWithinThreshold,
  abandoned_total: ({ abandoned }) => abandoned,
  short_abandoned_total: ({ shortAbandoned }) => shortAbandoned,
  wait_seconds_total: ({ answeredWaitSeconds, abandonedWaitSeconds }) =>
    answeredWaitSeconds + abandonedWaitSeconds,
  handle_seconds_total: ({ talkSeconds, holdSeconds, wrapSeconds }) =>
    talkSeconds + holdSeconds + wrapSeconds,
};

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** A period, Unix seconds of the simulated world. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

export interface Truth {
  /** Figures of a queue in the moments of a period, oldest first. */
  readonly moments: (tenant: string, queueId: string, period: Period) => readonly Moment[];
  /** What a count over a window that ends in the period may be; undefined for an unknown queue, window or count. */
  readonly windowCount: (
    tenant: string,
    queueId: string,
    figure: string,
    period: Period,
  ) => Range | undefined;
  /** How much a counter's source counted by the moments of a period. */
  readonly total: (tenant: string, queueId: string, counter: string, period: Period) => Range | undefined;
  readonly queueIds: (tenant: string) => readonly string[];
  /** Advances the simulator to this moment. */
  readonly tick: (now: number) => void;
}

export interface Moment {
  /** Number of the tick. */
  readonly tick: number;
  readonly figures: ReadonlyMap<FigureName, number>;
  readonly totals: Readonly<WindowSums>;
}

interface Tick {
  readonly at: number;
  /** By tenant and queue id as the API has it. */
  readonly queues: ReadonlyMap<string, Moment>;
}

/** Longer than any value is shown. */
const KEPT_SECONDS = 120;
/** Ids of the ACD API are numbers: src/simulator/vendor-apis/cxone/acd/ids.ts. */
const FIRST_SKILL_ID = 4001;

export function watchTruth(simulator: Simulator): Truth {
  let ticks: readonly Tick[] = [];
  let count = 0;
  const tenantOf = (name: string) => simulator.tenants.find((each) => each.name === name);
  const idOf = (api: string, index: number, id: string) =>
    api === 'acd' ? String(FIRST_SKILL_ID + index) : id;

  const tick = (now: number) => {
    simulator.clock.skip(Math.max(0, now - simulator.clock.now()));
    count++;
    const queues = new Map<string, Moment>();
    for (const tenant of simulator.tenants) {
      const centre = tenant.centre();
      for (const [index, reading] of centre.readings().entries()) {
        const figures = Object.entries(MOMENTS[tenant.api] ?? {}).flatMap(([name, read]) => {
          const value = read(reading, centre);
          return value === undefined ? [] : [[name, value] as const];
        });
        queues.set(`${tenant.name} ${idOf(tenant.api, index, reading.profile.id)}`, {
          tick: count,
          figures: new Map(figures),
          totals: reading.totals,
        });
      }
    }
    ticks = [...ticks.filter(({ at }) => at > now - KEPT_SECONDS), { at: now, queues }];
  };

  const within = ({ from, to }: Period) =>
    ticks.filter(({ at }, index) => at <= to && (ticks[index + 1]?.at ?? Number.POSITIVE_INFINITY) >= from);
  const moments = (tenant: string, queueId: string, period: Period) =>
    within(period).flatMap(({ queues }) => queues.get(`${tenant} ${queueId}`) ?? []);

  return {
    moments,
    tick,
    queueIds: (name) => {
      const { api = '', centre } = tenantOf(name) ?? {};
      return centre?.().queues.map(({ id }, index) => idOf(api, index, id)) ?? [];
    },
    total: (tenant, queueId, counter, period) => {
      const count = COUNTERS[counter];
      const values = count ? moments(tenant, queueId, period).map(({ totals }) => count(totals)) : [];
      return values.length > 0 ? { min: Math.min(...values), max: Math.max(...values) } : undefined;
    },
    windowCount: (name, queueId, figure, { from, to }) => {
      const [, metric = '', window = ''] = /^(.*)\{(.*)\}$/.exec(figure) ?? [];
      const tenant = tenantOf(name);
      const count = WINDOW_COUNTS[metric];
      if (!tenant || !count || !WINDOWED[tenant.api]?.includes(window)) return undefined;
      const centre = tenant.centre();
      const profile = centre.queues.find(({ id }, index) => idOf(tenant.api, index, id) === queueId);
      const known = within({ from, to });
      const [first, last] = [known[0]?.at, known.at(-1)?.at];
      if (!profile || first === undefined || last === undefined) return undefined;
      const between = (begin: number, end: number) =>
        end > begin ? count(centre.window(profile.id, begin, end)) : 0;
      const begins = (at: number) => (window === '15m' ? at - WINDOW_SECONDS : startOfDay(at));
      // The exporter's times have whole seconds at some APIs.
      return {
        min: between(begins(to), Math.min(first, Math.floor(from) - 1)),
        max: between(begins(Math.floor(from) - 1), last),
      };
    },
  };
}
