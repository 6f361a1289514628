import { offeredKey, type Truth, waitingKey } from './truth.ts';

/** Checks the pages of all replicas, over and over, against the promises of docs/replicas-and-shards.md. */

/** A page as its series with labels, and their values. */
export type Page = ReadonlyMap<string, number>;

export function parsePage(text: string): Page {
  const samples = text.split('\n').flatMap((line): [string, number][] => {
    const [, series, value] = /^([a-z_]+(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
    return series === undefined ? [] : [[series, Number(value)]];
  });
  return new Map(samples);
}

export interface ObserverOptions {
  readonly tenants: readonly string[];
  readonly truth: Truth;
  readonly leaseSeconds: number;
  readonly intervalSeconds: number;
  /** As in the configuration: polls missed in a row. */
  readonly staleAfter: number;
  /** Called with each violation at once. */
  readonly onViolation: (text: string) => void;
}

export interface Figures {
  readonly pages: number;
  readonly values: number;
  readonly comparisons: number;
  /** Longest time, in seconds. */
  readonly twoPollers: number;
  readonly missing: number;
}

export interface Observer {
  /** Begins a round of checks; `seconds` is the time that the last one took. */
  readonly round: (seconds: number) => void;
  /** Checks one page of the process with this id. */
  readonly check: (replica: string, process: number, page: Page, at: number) => void;
  /** Forgets what a process polled or lacked: it has ended, or was stopped. */
  readonly forget: (replica: string) => void;
  /** Compares the pages of two replicas where they show the same polls. */
  readonly compare: (a: Page, b: Page) => void;
  readonly violations: readonly string[];
  readonly figures: () => Figures;
}

/** The truth is sampled, and the times of polls are rounded: tolerance in seconds. */
const TOLERANCE = 0.2;
/** Counters of the process are refreshed every second. */
const REFRESH = 1;
/** Longest time between two checks that counts, in seconds. */
const MAX_STEP = 1;
/** Limits of time are longer by the longest of this many rounds: what a busy machine delays is no fault. */
const RECENT_ROUNDS = 20;
/** Of the time after which facts are too old: on a busy machine polls are late, and slots are dropped. */
const FROZEN = 2;
/** Polls of the queues until the totals have been polled twice. */
const HISTORY_INTERVALS = 4;
/** The API that counts per day counts up to the last whole second. */
const COUNTED_LATE = 1;

const label = (series: string, name: string) => new RegExp(`[{,]${name}="([^"]*)"`).exec(series)?.[1] ?? '';
const shared = /^contact_center_(queue|collector|tenant|platform|agents)/;

function isWaitingOf(series: string, tenant: string): boolean {
  return (
    series.startsWith('contact_center_queue_waiting_interactions{') && label(series, 'tenant') === tenant
  );
}

function requestsOf(page: Page, tenant: string): number {
  let sum = 0;
  for (const [series, value] of page)
    if (series.startsWith('contact_center_api_requests_total{') && label(series, 'tenant') === tenant)
      sum += value;
  return sum;
}

export function createObserver(options: ObserverOptions): Observer {
  const { tenants, truth, leaseSeconds, intervalSeconds, staleAfter, onViolation } = options;
  const violations: string[] = [];
  /** A replica counts as polling for this long after it was seen to: an interval with its jitter, and the refresh. */
  const seenFor = 1.1 * intervalSeconds + REFRESH;
  const last = new Map<string, { process: number; page: Page; at: number }>();
  /** When each replica was last seen to poll each tenant, while Redis responded to it. */
  const polls = new Map<string, number>();
  /** Since when each tenant has had two pollers. */
  const twoSince = new Map<string, number>();
  const missingFor = new Map<string, number>();
  /** Since when each process has reached Redis: one that starts without it counts from 0 until it reads a poll of another. */
  const sharingSince = new Map<number, number>();
  const offsets = new Map<string, { min: number; max: number }>();
  const figures = { pages: 0, values: 0, comparisons: 0, twoPollers: 0, missing: 0 };
  const reported = new Set<string>();
  /** Reports the first violation of a promise for a series or tenant. */
  const fail = (promise: string, text: string) => {
    if (reported.has(promise)) return;
    reported.add(promise);
    violations.push(text);
    onViolation(text);
  };
  let rounds: readonly number[] = [];
  const slowness = () => Math.max(0, ...rounds);

  function checkCounters(replica: string, process: number, page: Page): void {
    const before = last.get(replica);
    if (before?.process !== process) return;
    for (const [series, value] of before.page) {
      if (!/_total\{/.test(series)) continue;
      const now = page.get(series);
      if (now !== undefined && now < value)
        fail(`decrease ${series}`, `${replica}: ${series} decreased from ${value} to ${now}`);
    }
  }

  function checkPollers(replica: string, process: number, page: Page, at: number): void {
    const before = last.get(replica);
    const isSharing = before?.process === process && page.get('contact_center_cluster_up') === 1;
    for (const tenant of tenants) {
      const key = `${replica} ${tenant}`;
      if (!isSharing) polls.delete(key);
      else if (requestsOf(page, tenant) > requestsOf(before.page, tenant)) polls.set(key, at);
      const pollers = [...polls].filter(([each, seen]) => each.endsWith(` ${tenant}`) && at - seen < seenFor);
      if (pollers.length < 2) {
        twoSince.delete(tenant);
        continue;
      }
      const since = twoSince.get(tenant) ?? at;
      twoSince.set(tenant, since);
      figures.twoPollers = Math.max(figures.twoPollers, at - since);
      if (at - since > leaseSeconds + seenFor + slowness())
        fail(`two ${tenant}`, `${tenant} had two pollers for ${(at - since).toFixed(1)} s`);
    }
  }

  function checkMissing(replica: string, page: Page, at: number): void {
    for (const tenant of tenants) {
      const key = `${replica} ${tenant}`;
      const isShown = [...page.keys()].some((series) => isWaitingOf(series, tenant));
      if (isShown) {
        missingFor.delete(key);
        continue;
      }
      // A busy machine may not check for seconds: what happened meanwhile is unknown.
      const missing = (missingFor.get(key) ?? 0) + Math.min(MAX_STEP, at - (last.get(replica)?.at ?? at));
      missingFor.set(key, missing);
      figures.missing = Math.max(figures.missing, missing);
      // A replica that starts needs a moment to connect.
      if (missing > leaseSeconds + 2 * intervalSeconds + REFRESH + 2 + slowness())
        fail(`missing ${key}`, `${replica}: ${tenant} was missing for ${missing.toFixed(1)} s`);
    }
  }

  function pollOf(page: Page, tenant: string, collector: string) {
    const of = (name: string) =>
      page.get(`contact_center_collector_${name}{tenant="${tenant}",collector="${collector}"}`);
    const end = of('last_success_timestamp_seconds');
    if (end === undefined || of('success') !== 1) return undefined;
    return { from: end - (of('duration_seconds') ?? 0) - TOLERANCE, to: end + TOLERANCE };
  }

  /** A replica that neither polls nor reads any more would show the same values for ever. */
  function checkAge(replica: string, page: Page): void {
    for (const tenant of tenants) {
      const isShown = [...page.keys()].some((series) => isWaitingOf(series, tenant));
      const end = page.get(
        `contact_center_collector_last_success_timestamp_seconds{tenant="${tenant}",collector="queues"}`,
      );
      const age = Date.now() / 1000 - (end ?? 0);
      if (isShown && age > FROZEN * staleAfter * intervalSeconds + REFRESH + slowness())
        fail(
          `stale ${replica} ${tenant}`,
          `${replica}: ${tenant} is shown as it was ${age.toFixed(1)} s ago`,
        );
    }
  }

  function hasHistory(process: number, page: Page, at: number): boolean {
    if (page.get('contact_center_cluster_up') === 1 && !sharingSince.has(process))
      sharingSince.set(process, at);
    const since = sharingSince.get(process);
    return since !== undefined && at - since > HISTORY_INTERVALS * intervalSeconds + slowness();
  }

  function checkTruth(replica: string, process: number, page: Page, at: number): void {
    const isCounted = hasHistory(process, page, at);
    for (const [series, value] of page) {
      const isWaiting = series.startsWith('contact_center_queue_waiting_interactions{');
      const isOffered = series.startsWith('contact_center_queue_offered_total{');
      if (!isWaiting && !isOffered) continue;
      const [tenant, queue] = [label(series, 'tenant'), label(series, 'queue')];
      const poll = pollOf(page, tenant, isWaiting ? 'queues' : 'aggregates');
      if (!poll) continue;
      figures.values++;
      const key = isWaiting ? waitingKey(tenant, queue) : offeredKey(tenant, queue);
      const values = truth.valuesIn(key, poll.from - (isOffered ? COUNTED_LATE : 0), poll.to);
      if (isWaiting && !values.has(value))
        fail(`waiting ${series}`, `${replica}: ${series} is ${value}, and was ${[...values]} in the poll`);
      if (isOffered && isCounted) checkOffset(series, value, values);
    }
  }

  /** A counter starts at any value; from then on it grows with the truth, on every replica. */
  function checkOffset(series: string, value: number, values: ReadonlySet<number>): void {
    const known = offsets.get(series) ?? { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
    const min = Math.max(known.min, value - Math.max(...values));
    const max = Math.min(known.max, value - Math.min(...values));
    if (min > max)
      fail(
        `offered ${series}`,
        `${series} is ${value} at ${[...values]}: off by ${min - max} since the start`,
      );
    else offsets.set(series, { min, max });
  }

  return {
    round: (seconds) => {
      rounds = [seconds, ...rounds].slice(0, RECENT_ROUNDS);
    },
    check: (replica, process, page, at) => {
      figures.pages++;
      checkCounters(replica, process, page);
      checkPollers(replica, process, page, at);
      checkMissing(replica, page, at);
      checkTruth(replica, process, page, at);
      checkAge(replica, page);
      last.set(replica, { process, page, at });
    },
    forget: (replica) => {
      for (const key of [...polls.keys(), ...missingFor.keys()])
        if (key.startsWith(`${replica} `)) {
          polls.delete(key);
          missingFor.delete(key);
        }
    },
    compare: (a, b) => {
      for (const tenant of tenants) {
        const of = (page: Page) =>
          [...page].filter(([series]) => shared.test(series) && label(series, 'tenant') === tenant);
        const stamps = (page: Page) =>
          of(page).filter(([series]) =>
            /_(last_success_timestamp_seconds|duration_seconds|skipped_total)\{/.test(series),
          );
        if (String(stamps(a)) !== String(stamps(b))) continue;
        figures.comparisons++;
        const other = new Map(of(b));
        const own = new Map(of(a));
        for (const series of new Set([...own.keys(), ...other.keys()]))
          if (own.get(series) !== other.get(series))
            fail(
              `compare ${series}`,
              `${series} is ${own.get(series)} and ${other.get(series)} on two replicas`,
            );
      }
    },
    violations,
    figures: () => figures,
  };
}
