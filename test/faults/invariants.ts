import { BUDGETED, INTERVALS, PATHS, SMALL_BUDGET, STALE_AFTER } from './centres.ts';
import { figureOf, type Page, type Series } from './page.ts';
import type { Passage } from './proxy.ts';
import { COUNTERS, collectorOf, MOMENTS, type Moment, type Period, type Truth, WINDOWED } from './truth.ts';

/**
 * What must hold on every page, whatever happens to the exporters: a table of small functions. Each is made once for a run
 * and then called with every page; it returns what is wrong with it, a line each.
 */

/** One page of one replica. */
export interface View {
  readonly replica: string;
  /** Number of the replica's process: it changes with a restart. */
  readonly process: number;
  /** When it was scraped, in the simulated world. */
  readonly at: number;
  readonly page: Page;
  /** Of the other replica, scraped at the same moment. */
  readonly other: Page | undefined;
  readonly residentBytes: number;
}

export interface Tenant {
  readonly name: string;
  readonly api: string;
}

/** What the invariants know of the run. Times in seconds. */
export interface Context {
  readonly tenants: readonly Tenant[];
  readonly truth: Truth;
  /** Requests that reached the proxy, in the time of the simulated world. */
  readonly passages: () => readonly Passage[];
  /** Leads of the replicas' clocks over the world's, in force now or lately. */
  readonly leads: () => readonly number[];
  /** How much longer things may take, because the machine was busy lately. */
  readonly slowness: () => number;
  /** Whether processes were delayed so much lately that polls cannot keep their times. */
  readonly isBusy: () => boolean;
  /** Since when a tenant has been free of faults, and its polls have recovered; undefined while they have not. */
  readonly calmSince: (tenant: string) => number | undefined;
  /** Whether one replica has begun to poll a tenant in the place of another within the last minute. */
  readonly mayHaveTwoPollers: (tenant: string) => boolean;
  /** Changes when a tenant's counters have begun again; undefined while they may at any moment. */
  readonly countersEpoch: (tenant: string) => number | undefined;
  readonly count: (figure: 'values' | 'comparisons', more: number) => void;
}

export type Invariant = (context: Context) => (view: View) => readonly string[];

/** Times of polls are rounded, and a tick takes a moment. */
const TOLERANCE = 0.05;
/** A page is scraped and checked this late at the most on an idle machine. */
const SCRAPE = 1;
/** Sums of seconds are rounded to milliseconds, per half hour. */
const SUM_TOLERANCE = 0.02;
/** Clocks are compared in whole seconds, with the doubt of a request's way. */
const CLOCK_TOLERANCE = 3.1;
/** Of a small centre; the program itself takes most of it. */
const MAX_RESIDENT_BYTES = 400 * 1024 * 1024;
/** Files, sockets and pipes of a replica, those of a scrape storm included. */
const MAX_OPEN_FILES = 700;
/** A budget's window is a sliding minute. */
const BUDGET_SECONDS = 60;
/** Differences between the times that requests take to the proxy on an idle machine. */
const ARRIVAL = 0.5;
export const LARGE_BUDGET = 600;

interface Poll {
  readonly tenant: string;
  readonly collector: string;
  /** Last success, Unix seconds of the replica that polled. */
  readonly at: number;
  readonly succeeded: boolean;
  readonly intervalSeconds: number;
  /** When it may have run, in the simulated world: one period for each clock it may have had. */
  readonly periods: readonly Period[];
}

/** The last successful polls that a page shows. */
function polls(
  context: Context,
  durations: Map<string, number>,
): (view: View, tenant: Tenant) => readonly Poll[] {
  return ({ page, at: now }, { name, api }) =>
    Object.keys(PATHS[api] ?? {}).flatMap((collector): Poll[] => {
      const of = (metric: string) => page.value(`collector_${metric}`, { tenant: name, collector });
      const at = of('last_success_timestamp_seconds');
      if (at === undefined) return [];
      const succeeded = of('success') === 1;
      const key = `${name} ${collector} ${at}`;
      const intervalSeconds = of('interval_seconds') ?? INTERVALS[collector] ?? 0;
      // The duration is that of the last poll, which may have failed since.
      const duration = succeeded ? (of('duration_seconds') ?? 0) : (durations.get(key) ?? intervalSeconds);
      if (durations.size > 10_000) durations.clear();
      if (succeeded) durations.set(key, duration);
      const periods = context.leads().map((lead) => ({
        from: at - lead - duration - TOLERANCE,
        to: at - lead + TOLERANCE,
      }));
      const plausible = periods.filter(({ to }) => to <= now + 2 * TOLERANCE && to > now - BUDGET_SECONDS);
      return [{ tenant: name, collector, at, succeeded, intervalSeconds, periods: plausible }];
    });
}

/**
 * Which period a query is about is up to the host's clock at Genesys Cloud, which does not report its time, and at CXone ACD
 * until a connection has compared the clocks. While that one is wrong, so are counts of a period (docs/reliability.md).
 */
function followsHostClock({ name, api }: Tenant, context: Context): boolean {
  if (context.leads().every((lead) => Math.abs(lead) <= TOLERANCE)) return false;
  return api === 'observations' || (api === 'acd' && context.mayHaveTwoPollers(name));
}

/** Of a medium that no queue of the suite has; Genesys Cloud reports it with zeros. */
const isUnused = ({ labels }: Series) => labels.media !== 'voice' && labels.media !== 'all';

const budgetOf = ({ name }: Tenant) => (name === BUDGETED ? SMALL_BUDGET : LARGE_BUDGET);
const secondsPerRequest = (tenant: Tenant) => BUDGET_SECONDS / budgetOf(tenant);

const lines = (some: readonly (readonly string[])[]) => some.flat();

/** Equal, or as near as a difference between the clocks lets two instants be. */
function isEqual(
  figure: string,
  value: number,
  truth: number | undefined,
  leads: readonly number[],
): boolean {
  if (truth === undefined) return false;
  if (!figure.includes('timestamp')) return Math.abs(value - truth) < 1e-9;
  if (leads.every((lead) => lead === 0)) return Math.abs(value - truth) < 0.002;
  return [0, ...leads].some((lead) => Math.abs(value - truth - lead) < CLOCK_TOLERANCE);
}

export const INVARIANTS: Readonly<Record<string, Invariant>> = {
  'a page is well formed':
    () =>
    ({ page }) =>
      page.faults,

  'a value is the truth at the time of its poll, and all values of a poll are of one moment': (context) => {
    const pollsOf = polls(context, new Map());
    return (view) =>
      lines(
        context.tenants.map((tenant) => {
          const { name, api } = tenant;
          const known = MOMENTS[api] ?? {};
          const series = view.page.ofTenant(name);
          return lines(
            pollsOf(view, tenant).map(({ collector, periods }) => {
              const wrong: string[] = [];
              let common: ReadonlySet<number> | undefined;
              for (const each of series) {
                const figure = figureOf(each);
                if (figure === undefined || !(figure in known)) continue;
                if (collectorOf(api, figure) !== collector) continue;
                context.count('values', 1);
                const moments = periods.flatMap((period) =>
                  context.truth.moments(name, each.labels.queue_id ?? '', period),
                );
                const leads = context.leads();
                const truthIn = ({ figures }: Moment) => (isUnused(each) ? 0 : figures.get(figure));
                const equal = new Set(
                  moments
                    .filter((moment) => isEqual(figure, each.value, truthIn(moment), leads))
                    .map(({ tick }) => tick),
                );
                if (equal.size === 0) {
                  const truth = [...new Set(moments.map(truthIn))];
                  wrong.push(`${each.text} is ${each.value}, and was ${truth} during its poll`);
                }
                common = common ? common.intersection(equal) : equal;
              }
              if (wrong.length === 0 && common?.size === 0)
                wrong.push(`${name}: the values of ${collector} are of several moments`);
              return wrong;
            }),
          );
        }),
      );
  },

  'a count over a window is the truth at the time of its poll': (context) => {
    const pollsOf = polls(context, new Map());
    return (view) =>
      lines(
        context.tenants.map((tenant) => {
          if (!WINDOWED[tenant.api] || followsHostClock(tenant, context)) return [];
          const periods =
            pollsOf(view, tenant).find(({ collector }) => collector === 'aggregates')?.periods ?? [];
          return view.page.ofTenant(tenant.name).flatMap((series) => {
            const figure = figureOf(series);
            if (!figure?.includes('_interactions{') || isUnused(series)) return [];
            const ranges = periods.flatMap(
              (period) =>
                context.truth.windowCount(tenant.name, series.labels.queue_id ?? '', figure, period) ?? [],
            );
            if (ranges.length === 0) return [];
            context.count('values', 1);
            const isTrue = ranges.some(({ min, max }) => min <= series.value && series.value <= max);
            const truth = ranges.map(({ min, max }) => `${min} to ${max}`);
            return isTrue ? [] : [`${series.text} is ${series.value}, and was ${truth} during its poll`];
          });
        }),
      );
  },

  'a counter counts what the simulator counts, on every replica': (context) => {
    const pollsOf = polls(context, new Map());
    const offsets = new Map<string, { min: number; max: number; epoch: number }>();
    return (view) =>
      lines(
        context.tenants.map((tenant) => {
          const epoch = context.countersEpoch(tenant.name);
          if (epoch === undefined || followsHostClock(tenant, context)) return [];
          const periods =
            pollsOf(view, tenant).find(({ collector }) => collector === 'aggregates')?.periods ?? [];
          return view.page.ofTenant(tenant.name).flatMap((series) => {
            const figure = figureOf(series);
            if (figure === undefined || !(figure in COUNTERS) || isUnused(series)) return [];
            // Counts of the ACD API end with the last whole second.
            const ranges = periods.flatMap(
              ({ from, to }) =>
                context.truth.total(tenant.name, series.labels.queue_id ?? '', figure, {
                  from: from - 1.1,
                  to,
                }) ?? [],
            );
            if (ranges.length === 0) return [];
            context.count('values', 1);
            const known = offsets.get(series.text);
            const before =
              known?.epoch === epoch
                ? known
                : { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
            const low = series.value - Math.max(...ranges.map(({ max }) => max)) - SUM_TOLERANCE;
            const high = series.value - Math.min(...ranges.map(({ min }) => min)) + SUM_TOLERANCE;
            const [min, max] = [Math.max(before.min, low), Math.min(before.max, high)];
            if (min <= max) {
              offsets.set(series.text, { min, max, epoch });
              return [];
            }
            const off = low > before.max ? low - before.max : high - before.min;
            return [`${series.text} is ${series.value}: off by ${off.toFixed(2)} since the start`];
          });
        }),
      );
  },

  'a counter never decreases': (context) => {
    const last = new Map<
      string,
      { process: number; values: Map<string, { value: number; epoch: number | undefined }> }
    >();
    return ({ replica, process, page }) => {
      const before = last.get(replica)?.process === process ? last.get(replica)?.values : undefined;
      const counters = page.all.filter(({ name }) => /_(?:total|count|sum|bucket)$/.test(name));
      const values = new Map(
        counters.map(({ text, value, labels }) => [
          text,
          { value, epoch: context.countersEpoch(labels.tenant ?? '') },
        ]),
      );
      last.set(replica, { process, values: new Map([...(before ?? []), ...values]) });
      return [...values].flatMap(([text, { value, epoch }]) => {
        const known = before?.get(text);
        if (known?.epoch === undefined || known.epoch !== epoch || value >= known.value) return [];
        return [`${text} decreased from ${known.value} to ${value}`];
      });
    };
  },

  'nothing is shown past its staleness': (context) => {
    const pollsOf = polls(context, new Map());
    /** When each last success was first seen, by any replica. */
    const seen = new Map<string, { at: number; since: number }>();
    return (view) =>
      lines(
        context.tenants.map((tenant) => {
          return pollsOf(view, tenant).flatMap(({ tenant: name, collector, at, intervalSeconds }) => {
            const key = `${view.replica} ${name} ${collector}`;
            const known = seen.get(key);
            const since = known?.at === at ? known.since : view.at;
            seen.set(key, { at, since });
            // The last missed poll takes an interval, and another replica waits for one more.
            const limit = (STALE_AFTER + 2) * intervalSeconds + SCRAPE + context.slowness();
            const shown = shows(view.page, tenant, collector);
            const age = view.at - since;
            return shown && age > limit ? [`${shown.text} is shown ${age.toFixed(1)} s after its poll`] : [];
          });
        }),
      );
  },

  'a last success had a whole response': (context) => {
    const pollsOf = polls(context, new Map());
    return (view) =>
      lines(
        context.tenants.map((tenant) =>
          pollsOf(view, tenant).flatMap(({ collector, at, periods }) => {
            const path = PATHS[tenant.api]?.[collector];
            // Older than what is kept of the requests.
            if (periods.length === 0) {
              const isFuture = context.leads().every((lead) => at - lead > view.at + 2 * TOLERANCE);
              return isFuture ? [`${tenant.name} ${collector}: the last success ${at} is in the future`] : [];
            }
            // A response that says that there is nothing may be a success, and claims nothing.
            if (!shows(view.page, tenant, collector)) return [];
            const slack = TOLERANCE + context.slowness();
            const had = periods.some(({ from, to }) =>
              context
                .passages()
                .some(
                  ({ tenant: of, path: at, wholeAt }) =>
                    of === tenant.name &&
                    path?.test(at) &&
                    wholeAt !== undefined &&
                    wholeAt >= from &&
                    wholeAt <= to + slack,
                ),
            );
            return had ? [] : [`${tenant.name} ${collector}: no whole response in its last success at ${at}`];
          }),
        ),
      );
  },

  'a tenant without a fault of its own is polled in time and shown in full': (context) => {
    const pollsOf = polls(context, new Map());
    return (view) =>
      lines(
        context.tenants.map((tenant) => {
          const since = context.calmSince(tenant.name);
          if (since === undefined || view.at < since) return [];
          const found = pollsOf(view, tenant);
          const wrong = Object.keys(PATHS[tenant.api] ?? {}).flatMap((collector) => {
            const poll = found.find((each) => each.collector === collector);
            if (!poll?.succeeded) return [`${tenant.name} ${collector}: the last poll failed`];
            const limit =
              2 * poll.intervalSeconds + 2 * secondsPerRequest(tenant) + SCRAPE + context.slowness();
            const age = Math.min(...poll.periods.map(({ to }) => view.at - to));
            return age > limit ? [`${tenant.name} ${collector}: not polled for ${age.toFixed(1)} s`] : [];
          });
          if (wrong.length > 0 && context.isBusy()) return [];
          return [...wrong, ...missing(context, view, tenant, found)];
        }),
      );
  },

  'two replicas show the same': (context) => {
    /** Differences at the last comparison: a forecast arrives a moment after its poll. */
    let before: ReadonlySet<string> = new Set();
    return ({ page, other }) => {
      if (!other) return [];
      const found = context.tenants.flatMap(({ name }) => {
        const isCompared = (series: Series) => isShared(series) && (!context.isBusy() || !isForecast(series));
        const [here = [], there = []] = [page, other].map((each) => each.ofTenant(name).filter(isCompared));
        if (stampsOf(here) !== stampsOf(there)) return [];
        context.count('comparisons', 1);
        const values = new Map(there.map(({ text, value }) => [text, value]));
        const texts = new Set(here.map(({ text }) => text));
        return [
          ...here.flatMap(({ text, value }) =>
            values.get(text) === value ? [] : [`${text} is ${value} and ${values.get(text)} on two replicas`],
          ),
          ...there.flatMap(({ text }) => (texts.has(text) ? [] : [`${text} is on one of two replicas`])),
        ];
      });
      const lasting = found.filter((line) => before.has(line));
      before = new Set(found);
      return lasting;
    };
  },

  'the requests of a minute are within the budget': (context) => (view) =>
    context.tenants.flatMap((tenant) => {
      const { name } = tenant;
      const budget = budgetOf(tenant);
      // Of two requests a minute apart, the first may arrive later than the second.
      const late = ARRIVAL + context.slowness();
      // docs/replicas-and-shards.md: what the former leader has already sent comes on top.
      const limit = context.mayHaveTwoPollers(name) ? 2 * budget : budget;
      const sent = context
        .passages()
        .filter((each) => each.tenant === name && each.at > view.at - BUDGET_SECONDS + late);
      return sent.length > limit ? [`${name}: ${sent.length} requests in a minute, more than ${limit}`] : [];
    }),

  'memory and open files stay bounded':
    () =>
    ({ page, residentBytes }) => {
      const files = page.value('process_open_fds') ?? 0;
      return [
        ...(residentBytes > MAX_RESIDENT_BYTES
          ? [`${Math.round(residentBytes / 2 ** 20)} MiB of memory`]
          : []),
        ...(files > MAX_OPEN_FILES ? [`${files} open files`] : []),
      ];
    },
};

/** The first figure that a page shows of a collector's poll. */
function shows(page: Page, { name, api }: Tenant, collector: string): Series | undefined {
  return page.ofTenant(name).find((each) => {
    const figure = figureOf(each);
    return figure !== undefined && figure in (MOMENTS[api] ?? {}) && collectorOf(api, figure) === collector;
  });
}

/** Figures of a whole poll that a page lacks. */
function missing(
  context: Context,
  { page }: View,
  tenant: Tenant,
  found: readonly Poll[],
): readonly string[] {
  const shown = new Set(
    page.ofTenant(tenant.name).map((each) => `${each.labels.queue_id} ${figureOf(each)}`),
  );
  return Object.keys(MOMENTS[tenant.api] ?? {}).flatMap((figure) => {
    const poll = found.find(({ collector }) => collector === collectorOf(tenant.api, figure));
    const periods = poll?.periods ?? [];
    return context.truth.queueIds(tenant.name).flatMap((id) => {
      const moments = periods.flatMap((period) => context.truth.moments(tenant.name, id, period));
      // By a clock that is behind, an instant lies in the future, which is refused.
      const isInstant = figure.includes('timestamp') && context.leads().some((lead) => lead !== 0);
      const isKnown = moments.length > 0 && !isInstant && moments.every(({ figures }) => figures.has(figure));
      return isKnown && !shown.has(`${id} ${figure}`) ? [`${tenant.name} ${id}: ${figure} is missing`] : [];
    });
  });
}

/** Metrics that every replica shows, whichever polls. */
const isShared = ({ name }: Series) =>
  /^(?:queue|collector|tenant|platform|agents)/.test(name) &&
  // Counted by each process that has polled; those that have seen more do not let it decrease.
  name !== 'collector_rows_rejected_total';

/** Made after the poll, in the time that a busy machine leaves for it. */
const isForecast = ({ name }: Series) =>
  /^queue_(?:sla_breach_p|estimated|agents_(?:req|sh)|offered_load)/.test(name);

/** Two pages with the same stamps show the same polls. */
function stampsOf(series: readonly Series[]): string {
  const stamps = series.filter(({ name }) =>
    /_(?:last_success_timestamp_seconds|duration_seconds|skipped_total)$/.test(name),
  );
  return stamps.map(({ text, value }) => `${text} ${value}`).join('\n');
}
