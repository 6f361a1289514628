import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createRandom } from '../../src/simulator/engine/load/random.ts';
import { eventually } from '../support/process.ts';
import { INTERVALS, PATHS, TENANT_NAMES } from './centres.ts';
import { type Ending, FAULTS, type Fault, type Target } from './faults.ts';
import { type Context, INVARIANTS, type View } from './invariants.ts';
import { type Page, readPage } from './page.ts';
import { watchTruth } from './truth.ts';
import { memoryOf, type Replica, startWorld, type World } from './world.ts';

/** A run of the fault suite: faults in the order that a seed chooses, and every page checked against every invariant. */

/** Faults that begin together, each with the tenant and the replica that it may affect. */
export type Step = readonly {
  readonly fault: string;
  readonly tenant: number;
  readonly replica: number;
  readonly seconds: number;
}[];

export interface RunOptions {
  readonly seed: number;
  readonly steps: Iterable<Step>;
  /** Steps end with the first that begins after this time; absent: with the last one. */
  readonly seconds?: number;
  /** Root of the sources of the exporter under test. Default: this one. */
  readonly program?: string;
  readonly log?: (line: string) => void;
  /** Ends at the first violation. */
  readonly endsAtViolation?: boolean;
}

export interface Figures {
  faults: number;
  requests: number;
  scrapes: number;
  values: number;
  comparisons: number;
  wrong: number;
  longestRecoverySeconds: number;
  peakMemoryBytes: number;
  mostOpenFiles: number;
  seconds: number;
}

export interface RunResult {
  readonly violations: readonly string[];
  readonly events: readonly string[];
  readonly figures: Readonly<Figures>;
  /** What each process of the exporter has logged. */
  readonly logs: readonly string[];
}

/** Instants shortly before something changes in the world: the end of daylight saving time in Europe and its start in America, midnight, a half hour. */
const BOUNDARIES = [
  Date.UTC(2026, 9, 25, 1),
  Date.UTC(2026, 2, 8, 7),
  Date.UTC(2026, 4, 6),
  Date.UTC(2026, 4, 6, 14, 30),
] as const;
/** From the start of the world to that instant, in seconds. */
const BEFORE_BOUNDARY = 30;
const TICK_MS = 500;
const SCRAPE_MS = 350;
/** Times of the machine that it took longer for than it should, remembered for this long, in seconds. */
const SLOW_SECONDS = 8;
const WATCH_MS = 100;
/** A poll passes several processes, each of which may be delayed. */
const DELAYS_IN_A_ROW = 3;
/** A delay with which polls cannot keep their times. */
const BUSY_SECONDS = 0.3;
/** A jitter of a tenth, and a poll that takes all of its time. */
const POLLS_TO_RECOVER = 2.2;
const MAX_VIOLATIONS = 60;
/** Requests of a former poller count for this long. */
const BUDGET_SECONDS = 60;
/** What was polled with another clock is shown for at most this long. */
const LEAD_SECONDS = 20;

export async function runFaults(options: RunOptions): Promise<RunResult> {
  await using resources = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'faults-'));
  resources.defer(() => rm(folder, { recursive: true, force: true }));
  const { seed, log = () => {} } = options;
  const startedAt = performance.now();
  const boundary = (BOUNDARIES[seed % BOUNDARIES.length] ?? BOUNDARIES[0]) / 1000;
  const world = await startWorld(resources, {
    seed,
    startAt: boundary - BEFORE_BOUNDARY,
    folder,
    program: options.program ?? join(import.meta.dirname, '../..'),
  });
  const truth = watchTruth(world.simulator);
  const ticking = setInterval(() => truth.tick(world.now()), TICK_MS);
  resources.defer(() => clearInterval(ticking));
  truth.tick(world.now());

  const figures: Figures = {
    faults: 0,
    requests: 0,
    scrapes: 0,
    values: 0,
    comparisons: 0,
    wrong: 0,
    longestRecoverySeconds: 0,
    peakMemoryBytes: 0,
    mostOpenFiles: 0,
    seconds: 0,
  };
  const events: string[] = [];
  const note = (event: string) => {
    const line = `${((performance.now() - startedAt) / 1000).toFixed(1)} s: ${event}`;
    events.push(line);
    log(line);
  };
  const violations: string[] = [];
  /** Ends the faults in force, and waits for nothing more. */
  const hurrying = new AbortController();
  const reported = new Set<string>();
  /** Reports the first violations of an invariant. */
  const violate = (invariant: string, text: string) => {
    figures.wrong++;
    // One of each kind: the others only repeat it.
    const kind = `${invariant} ${text.replace(/-?\d+(\.\d+)?/g, '')}`;
    if (reported.has(kind) || violations.length >= MAX_VIOLATIONS) return;
    reported.add(kind);
    violations.push(`${invariant}: ${text}`);
    note(`VIOLATION ${invariant}: ${text}`);
    if (options.endsAtViolation) hurrying.abort();
  };

  const slowness = watchSlowness(resources);
  const state = createState(world);
  const context: Context = {
    tenants: world.simulator.tenants.map(({ name, api }) => ({ name, api })),
    truth,
    passages: world.proxy.passages,
    leads: state.leads,
    slowness: slowness.seconds,
    isBusy: slowness.isBusy,
    calmSince: state.calmSince,
    mayHaveTwoPollers: state.mayHaveTwoPollers,
    countersEpoch: state.countersEpoch,
    count: (figure, more) => {
      figures[figure] += more;
    },
  };
  const checks = Object.entries(INVARIANTS).map(([name, invariant]) => [name, invariant(context)] as const);
  const pages = new Map<string, Page>();

  async function scrapeAll(): Promise<void> {
    const scraped = await Promise.all(world.replicas.map((replica) => scrape(replica)));
    const at = world.now();
    for (const [index, replica] of world.replicas.entries()) {
      const page = scraped[index];
      const { running } = replica;
      if (!page || !running) {
        pages.delete(replica.name);
        continue;
      }
      pages.set(replica.name, page);
      state.observe(replica, page);
      slowness.note(page.value('nodejs_eventloop_lag_max_seconds') ?? 0);
      figures.scrapes++;
      const { resident, peak } = await memoryOf(running.child.pid ?? 0);
      // Unknown of a process that ends at this moment.
      if (peak > figures.peakMemoryBytes) figures.peakMemoryBytes = peak;
      figures.mostOpenFiles = Math.max(figures.mostOpenFiles, page.value('process_open_fds') ?? 0);
      const other = index === 0 ? scraped[1] : undefined;
      const view: View = {
        replica: replica.name,
        process: running.number,
        at,
        page,
        other,
        residentBytes: resident,
      };
      for (const [name, check] of checks)
        for (const wrong of check(view)) violate(name, `replica ${replica.name}: ${wrong}`);
    }
  }

  async function scrape(replica: Replica): Promise<Page | undefined> {
    const { running, isPaused } = replica;
    if (!running || isPaused) return undefined;
    try {
      const response = await fetch(`${running.url}/metrics`, { signal: AbortSignal.timeout(5000) });
      const text = await response.text();
      // It may have ended, or been stopped, in the meantime.
      if (replica.running !== running || replica.isPaused) return undefined;
      if (response.status !== 200)
        violate('a scrape succeeds', `replica ${replica.name}: ${response.status}`);
      return readPage(text);
    } catch (error) {
      if (replica.running !== running || replica.isPaused) return undefined;
      if (!running.isRunning())
        violate('a replica keeps running', `replica ${replica.name} ended: ${running.stderr().slice(-1000)}`);
      else if (slowness.seconds() < 1) violate('a scrape succeeds', `replica ${replica.name}: ${error}`);
      return undefined;
    }
  }

  const watching = new AbortController();
  const watch = async () => {
    while (!watching.signal.aborted) {
      await scrapeAll();
      await delay(SCRAPE_MS);
    }
  };

  /** Whether every collector of a tenant has begun a poll since that succeeded, on every page. */
  const hasRecovered = (name: string, since: number) => {
    const api = context.tenants.find((tenant) => tenant.name === name)?.api ?? '';
    const running = world.replicas.filter((replica) => replica.running);
    return (
      running.length === world.replicas.length &&
      running.every((replica) => {
        const page = pages.get(replica.name);
        return Object.keys(PATHS[api] ?? {}).every((collector) => {
          const of = (metric: string) => page?.value(`collector_${metric}`, { tenant: name, collector });
          const at = of('last_success_timestamp_seconds');
          if (at === undefined || of('success') !== 1) return false;
          const begun = at - (of('duration_seconds') ?? 0);
          const possible = state
            .currentLeads()
            .filter((lead) => at - lead <= world.now() + 0.1 && at - lead > world.now() - BUDGET_SECONDS);
          return possible.length > 0 && possible.every((lead) => begun - lead > since);
        });
      })
    );
  };
  const slowestInterval = (name: string) => {
    const api = context.tenants.find((tenant) => tenant.name === name)?.api ?? '';
    const seconds = Object.keys(PATHS[api] ?? {}).map((collector) => {
      const shown = [...pages.values()].map(
        (page) => page.value('collector_interval_seconds', { tenant: name, collector }) ?? 0,
      );
      return Math.max(INTERVALS[collector] ?? 0, ...shown);
    });
    return Math.max(...seconds);
  };

  /** Waits until a tenant is polled as before; a violation when that takes too long. */
  async function recover(name: string, since: number, pauseSeconds: number): Promise<void> {
    const limit = () => POLLS_TO_RECOVER * slowestInterval(name) + pauseSeconds + 1 + slowness.seconds();
    let isLate = false;
    while (!hasRecovered(name, since) && !hurrying.signal.aborted) {
      const seconds = world.now() - since;
      if (!isLate && seconds > limit()) {
        isLate = true;
        violate(
          'everything is back within two intervals',
          `${name} is not back ${seconds.toFixed(1)} s after the last fault`,
        );
      }
      if (seconds > limit() + 40) break;
      await delay(100);
    }
    const seconds = world.now() - since - pauseSeconds;
    figures.longestRecoverySeconds = Math.max(figures.longestRecoverySeconds, seconds);
    state.calm(name);
  }

  async function take(step: Step): Promise<void> {
    const begun: {
      readonly name: string;
      readonly fault: Fault;
      readonly target: Target;
      readonly ending: Ending;
      readonly seconds: number;
    }[] = [];
    for (const { fault: name, tenant, replica, seconds } of step) {
      const fault = FAULTS[name];
      const target: Target = {
        tenant: TENANT_NAMES[tenant % TENANT_NAMES.length] ?? '',
        replica: world.replicas[replica % world.replicas.length] as Replica,
        draw: createRandom(seed, figures.faults, name),
      };
      if (!fault) throw new RangeError(`unknown fault ${name}`);
      note(`${name} (${target.tenant}, replica ${target.replica.name}, ${seconds.toFixed(1)} s)`);
      figures.faults++;
      state.begin(fault, target);
      begun.push({ name, fault, target, ending: await fault.begin(world, target), seconds });
    }
    await Promise.all(
      begun.map(async ({ name, fault, target, ending, seconds }) => {
        await delay(seconds * 1000, undefined, { signal: hurrying.signal }).catch(() => {});
        await ending.end();
        state.end(fault, target);
        note(`end of ${name}`);
      }),
    );
    const pauseSeconds = Math.max(0, ...begun.map(({ ending }) => ending.pauseSeconds ?? 0));
    const since = world.now();
    await Promise.all(state.disturbed().map((name) => recover(name, since, pauseSeconds)));
  }

  // In turn: on a busy machine, both at once may take longer than a start may.
  for (const replica of world.replicas) await world.start(replica);
  note('started');
  const watched = watch();
  await eventually(
    () => {
      for (const name of TENANT_NAMES)
        if (!hasRecovered(name, 0)) throw new Error(`${name} has not been polled`);
    },
    { timeoutSeconds: 60 },
  );
  for (const name of TENANT_NAMES) state.calm(name);
  note('all tenants are polled');
  const stepsFrom = performance.now();
  for (const step of options.steps) {
    if (options.seconds !== undefined && performance.now() - stepsFrom > options.seconds * 1000) break;
    if (hurrying.signal.aborted) break;
    await take(step);
  }
  note('end');
  watching.abort();
  await watched;
  const logs = world.logs();
  for (const line of logs.flatMap((text) => text.split('\n')))
    if (/level=(?:fatal|error)|uncaught|unhandled/i.test(line) && !EXPECTED_ERRORS.test(line))
      violate('the log reports no fault of the program', line.slice(0, 500));
  figures.requests = world.proxy.count();
  figures.seconds = (performance.now() - startedAt) / 1000;
  return { violations, events, figures, logs };
}

/** A refused configuration, and a state file that cannot be written. */
const EXPECTED_ERRORS = /onfiguration|rediction state/;

interface Slowness {
  /** By how much the machine delayed things lately, in seconds. */
  readonly seconds: () => number;
  readonly isBusy: () => boolean;
  /** Notes a delay that another process reports of itself. */
  readonly note: (seconds: number) => void;
}

/** Watches how late the timers of this process are: what a busy machine delays is no fault of the exporter. */
function watchSlowness(resources: AsyncDisposableStack): Slowness {
  let last = performance.now();
  let delays: { readonly at: number; readonly seconds: number }[] = [];
  const note = (seconds: number) => {
    const now = performance.now();
    delays = [...delays.filter(({ at }) => at > now - SLOW_SECONDS * 1000), { at: now, seconds }];
  };
  const timer = setInterval(() => {
    const now = performance.now();
    note((now - last - WATCH_MS) / 1000);
    last = now;
  }, WATCH_MS);
  resources.defer(() => clearInterval(timer));
  const longest = () => Math.max(0, ...delays.map(({ seconds }) => seconds));
  const seconds = () =>
    Math.max(
      DELAYS_IN_A_ROW * longest(),
      // With more to do than it has cores, it delays everything: a second for each that waits per core.
      (loadavg()[0] ?? 0) / availableParallelism() - 1,
    );
  return { note, seconds, isBusy: () => longest() > BUSY_SECONDS };
}

/** What faults are in force, and whom they affect. */
function createState(world: World) {
  const noticing = new Map<string, number>();
  const calmSince = new Map<string, number>();
  const epochs = new Map<string, number>();
  /** Tenants whose counters may begin again at any moment. */
  const restarting = new Set<string>();
  /** By tenant: until when two processes may have sent its requests. */
  const twoPollersUntil = new Map<string, number>();
  /** By replica: the tenants that it polls. */
  const polledBy = new Map<string, readonly string[]>();
  let leads: { readonly lead: number; readonly until: number }[] = [];
  const world0 = world.replicas.map(({ host }) => host.state().aheadSeconds);
  const names = ({ noticedBy }: Fault, { tenant }: Target) =>
    noticedBy === 'all' ? TENANT_NAMES : noticedBy === 'tenant' ? [tenant] : [];
  /** Faults of the replicas, and a changed tenant, let another poller begin with a budget of its own. */
  const mayChangePoller = (fault: Fault, target: Target) => {
    if (fault.noticedBy !== 'all' && !fault.restartsCounters) return;
    for (const name of names(fault, target)) twoPollersUntil.set(name, Number.POSITIVE_INFINITY);
  };
  const current = () =>
    world.replicas.map(({ host }, index) => host.state().aheadSeconds - (world0[index] ?? 0));
  return {
    begin: (fault: Fault, target: Target) => {
      for (const name of names(fault, target)) {
        noticing.set(name, (noticing.get(name) ?? 0) + 1);
        calmSince.delete(name);
      }
      if (fault.restartsCounters) restarting.add(target.tenant);
      mayChangePoller(fault, target);
    },
    end: (fault: Fault, target: Target) => {
      for (const name of names(fault, target)) noticing.set(name, (noticing.get(name) ?? 1) - 1);
      mayChangePoller(fault, target);
    },
    /** Tenants whose faults have ended and whose polls have not recovered. */
    disturbed: () => TENANT_NAMES.filter((name) => !calmSince.has(name) && (noticing.get(name) ?? 0) === 0),
    calm: (name: string) => {
      if ((noticing.get(name) ?? 0) > 0) return;
      if (twoPollersUntil.get(name) === Number.POSITIVE_INFINITY)
        twoPollersUntil.set(name, world.now() + BUDGET_SECONDS);
      calmSince.set(name, world.now());
      if (restarting.delete(name)) epochs.set(name, (epochs.get(name) ?? 0) + 1);
    },
    calmSince: (name: string) => calmSince.get(name),
    countersEpoch: (name: string) => (restarting.has(name) ? undefined : (epochs.get(name) ?? 0)),
    /** Notes which replica polls which tenant. */
    observe: ({ name: replica, running }: Replica, page: Page) => {
      const process = `${replica} ${running?.number}`;
      const before = polledBy.get(process) ?? [];
      const now = TENANT_NAMES.filter((tenant) => page.value('cluster_leader', { tenant }) === 1);
      polledBy.set(process, now);
      for (const tenant of TENANT_NAMES)
        if (
          now.includes(tenant) !== before.includes(tenant) &&
          Number.isFinite(twoPollersUntil.get(tenant) ?? 0)
        )
          twoPollersUntil.set(tenant, world.now() + BUDGET_SECONDS);
    },
    mayHaveTwoPollers: (tenant: string) => world.now() < (twoPollersUntil.get(tenant) ?? 0),
    currentLeads: current,
    /** How much longer it may take to know that a poll is new, because the clocks differ a little. */
    doubtSeconds: () => Math.max(0, ...current().filter((lead) => lead < BUDGET_SECONDS)),
    leads: () => {
      const now = world.now();
      leads = leads.filter(({ until }) => until > now);
      for (const lead of current()) {
        const rest = leads.filter((each) => Math.abs(each.lead - lead) > 0.001);
        leads = [...rest, { lead, until: now + LEAD_SECONDS }];
      }
      return leads.map(({ lead }) => lead);
    },
  };
}
