import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createRandom } from '../../src/simulator/engine/load/random.ts';
import { TENANT_NAMES } from './centres.ts';
import { reload } from './faults.ts';
import { type Page, readPage } from './page.ts';
import { watchTruth } from './truth.ts';
import { memoryOf, type Replica, startWorld, type TenantSettings, type World } from './world.ts';

/**
 * `npm run soak -- --hours 4`: two replicas while everything comes and goes: tenants, queues, agents, tokens, viewers, reloads.
 * Polls run at 2 s in the place of the usual 15 s, so that an hour of polls takes 8 minutes. What a process holds must be
 * the same at the end as after the first tenth.
 */

const HOUR_IN_SECONDS = 480;
/** One of the changes every so often. */
const CHANGE_SECONDS = 4;
const TICK_MS = 500;
/** Shares of the run that are compared: the first tenth is the warm-up. */
const EARLY = [0.1, 0.4] as const;
const LATE = [0.7, 1.5] as const;
/** Until everything is polled again, and closed connections are gone. */
const CALM_SECONDS = 6;
/** A second apart: the lowest is what is left when garbage is collected. */
const SAMPLES = 4;

/** What is measured, from a page of a replica, with the growth that is noise. */
const MEASURES: Readonly<
  Record<
    string,
    { readonly read: (page: Page) => number | undefined; readonly mayGrowBy: (early: number) => number }
  >
> = {
  'heap, MiB': {
    read: (page) => megabytes(page.value('nodejs_heap_size_used_bytes')),
    mayGrowBy: (early) => Math.max(4, 0.1 * early),
  },
  'external memory, MiB': {
    read: (page) => megabytes(page.value('nodejs_external_memory_bytes')),
    mayGrowBy: () => 4,
  },
  'open files': { read: (page) => page.value('process_open_fds'), mayGrowBy: () => 3 },
  handles: { read: (page) => sumOf(page, 'nodejs_active_handles'), mayGrowBy: () => 3 },
  'timers and other resources': {
    read: (page) => sumOf(page, 'nodejs_active_resources'),
    mayGrowBy: () => 3,
  },
  series: { read: (page) => page.value('exporter_series'), mayGrowBy: (early) => 0.05 * early },
};

const megabytes = (bytes: number | undefined) => bytes && bytes / 2 ** 20;
const sumOf = (page: Page, name: string) =>
  page.all.filter((series) => series.name === name).reduce((sum, { value }) => sum + value, 0);

interface Sample {
  /** Share of the run, 0 to 1. */
  readonly at: number;
  readonly replica: string;
  readonly values: Readonly<Record<string, number>>;
  readonly residentMiB: number;
}

const { values: flags } = parseArgs({
  options: { hours: { type: 'string', default: '1' }, seed: { type: 'string', default: '1' } },
});
const seconds = Number(flags.hours) * HOUR_IN_SECONDS;
const draw = createRandom(Number(flags.seed), 'soak');
const pick = <Item>(items: readonly Item[]) => items[Math.floor(draw() * items.length)] as Item;
const counts = { changes: 0, viewers: 0, requests: 0 };

await using resources = new AsyncDisposableStack();
const folder = await mkdtemp(join(tmpdir(), 'soak-'));
resources.defer(() => rm(folder, { recursive: true, force: true }));
const world = await startWorld(resources, {
  seed: Number(flags.seed),
  startAt: Date.now() / 1000,
  folder,
  program: join(import.meta.dirname, '../..'),
});
const truth = watchTruth(world.simulator);
const ticking = setInterval(() => truth.tick(world.now()), TICK_MS);
resources.defer(() => clearInterval(ticking));
for (const replica of world.replicas) await world.start(replica);

/** Connections that viewers of the wallboard hold. */
const viewers: AbortController[] = [];
let settings: TenantSettings = {};

/** Everything that comes and goes, in turn at random. */
const CHANGES: readonly ((world: World) => Promise<void> | void)[] = [
  // A tenant goes, or comes back.
  (all) => change(all, pick(TENANT_NAMES), (known) => (known === undefined ? {} : undefined)),
  // Half of its queues go, or come back.
  (all) =>
    change(all, pick(TENANT_NAMES), (known) =>
      known && 'queues' in known ? {} : { queues: { exclude: [pick(['Queue 1', 'Queue 2'])] } },
    ),
  // Its agents are exported one by one, others each time.
  (all) => change(all, 'acd', () => ({ agents: { ids: [String(20_001 + Math.floor(draw() * 60))] } })),
  // Its labels change.
  (all) => change(all, pick(TENANT_NAMES), () => ({ labels: { site: `site-${Math.floor(draw() * 5)}` } })),
  ({ simulator }) => {
    for (const tenant of simulator.tenants) tenant.expireTokens();
  },
  (all) => reload(all),
  ({ replicas }) => {
    for (const { running } of replicas) if (running) view(`${running.url}/wallboard/events`);
  },
  () => {
    for (const viewer of viewers.splice(0, 1 + Math.floor(draw() * viewers.length))) viewer.abort();
  },
];

async function change(
  all: World,
  tenant: string,
  next: (known: object | undefined) => object | undefined,
): Promise<void> {
  const known = tenant in settings ? settings[tenant] : {};
  settings = { ...settings, [tenant]: next(known) };
  await all.configure(settings);
  await reload(all);
}

function view(url: string): void {
  const viewer = new AbortController();
  viewers.push(viewer);
  counts.viewers++;
  void (async () => {
    const { body } = await fetch(url, { signal: viewer.signal });
    for await (const _ of body ?? []);
  })().catch(() => {});
}

async function sample({ name, running }: Replica, at: number): Promise<Sample[]> {
  if (!running) return [];
  const page = readPage(await (await fetch(`${running.url}/metrics`)).text());
  const values = Object.entries(MEASURES).map(([measure, { read }]) => [measure, read(page) ?? 0] as const);
  const { resident } = await memoryOf(running.child.pid ?? 0);
  return [{ at, replica: name, values: Object.fromEntries(values), residentMiB: resident / 2 ** 20 }];
}

const samples: Sample[] = [];
const startedAt = performance.now();
const share = () => (performance.now() - startedAt) / (seconds * 1000);
let nextReport = 0.1;
while (share() < 1) {
  await pick(CHANGES)(world);
  counts.changes++;
  await delay(CHANGE_SECONDS * 1000);
  if (share() < nextReport) continue;
  // Compared are moments with the same tenants, and without viewers.
  settings = {};
  await world.configure();
  await reload(world);
  for (const viewer of viewers.splice(0)) viewer.abort();
  await delay(CALM_SECONDS * 1000);
  for (let count = 0; count < SAMPLES; count++) {
    for (const replica of world.replicas) samples.push(...(await sample(replica, share())));
    await delay(1000);
  }
  process.stderr.write(`${Math.round(100 * share())} %: ${JSON.stringify(samples.at(-1))}\n`);
  nextReport += 0.1;
}
for (const viewer of viewers) viewer.abort();
counts.requests = world.proxy.count();

/** The lowest of each measure: what is left when garbage is collected, and when nothing happens to be in use. */
function lowest(replica: string, measure: string, [from, to]: readonly [number, number]): number {
  const within = samples.filter((each) => each.replica === replica && each.at >= from && each.at <= to);
  return Math.min(...within.map(({ values }) => values[measure] ?? 0));
}

let isFlat = true;
const lines = world.replicas.flatMap(({ name }) =>
  Object.entries(MEASURES).map(([measure, { mayGrowBy }]) => {
    const [early, late] = [lowest(name, measure, EARLY), lowest(name, measure, LATE)];
    const grows = late - early > mayGrowBy(early);
    if (grows) isFlat = false;
    return `replica ${name}  ${measure.padEnd(28)} ${early.toFixed(1).padStart(8)} ${late.toFixed(1).padStart(8)}${grows ? '  grows' : ''}`;
  }),
);
const resident = Math.max(...samples.map(({ residentMiB }) => residentMiB));
process.stdout.write(
  `${'lowest value of a share of the run'.padEnd(39)}    10-40 %   70-100 %\n${lines.join('\n')}\n`,
);
process.stdout.write(
  `${counts.changes} changes, ${counts.viewers} viewers, ${counts.requests} requests, most resident memory ${Math.round(resident)} MiB, ${flags.hours} h of polls in ${(seconds / 60).toFixed(0)} min\n`,
);
if (!isFlat) process.exitCode = 1;
