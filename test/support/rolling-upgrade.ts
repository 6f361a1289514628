import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { exporterConfig, startSimulator } from '../../src/simulator/index.ts';
import { type Page, parsePage } from '../cluster/support/observer.ts';
import { type Exporter, startExporter } from './exporter.ts';
import { eventually } from './process.ts';
import type { RedisServer } from './redis.ts';

/** Two replicas over a real Redis, each replaced in turn by one from another tree of the source, while both are scraped. */

export interface UpgradeReport {
  readonly scrapes: number;
  /** Series that each page must have. */
  readonly series: number;
  /** Series that a page of a ready replica lacked. */
  readonly lost: readonly string[];
  /** Counters that were lower than a page had shown before. */
  readonly decreased: readonly string[];
  /** Lines of the logs from `warn` on. */
  readonly warnings: readonly string[];
}

export interface UpgradeOptions {
  readonly redis: RedisServer;
  /** Folders with the sources of the version before and after. */
  readonly from: string;
  readonly to: string;
  /** Time for which the pages are watched after each step. */
  readonly calmSeconds: number;
}

/** Present from the first poll on, whatever the contact centre goes through. */
const LASTING =
  /^contact_center_(?:queue_(?:waiting_interactions|agents|\w+_total|service_level_target_ratio)|tenant_info|platform_up|collector_(?:success|last_success_timestamp_seconds))\{/;
const COUNTER = /^contact_center_queue_\w+_total\{/;
/** Between scrapes, milliseconds. */
const SCRAPE_EVERY_MS = 300;
/** Another replica shows a poll as soon as Redis has reported it, seconds; long for a busy machine. */
const REPLICATION_SECONDS = 3;

export async function rollingUpgrade({
  redis,
  from,
  to,
  calmSeconds,
}: UpgradeOptions): Promise<UpgradeReport> {
  await using ending = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'upgrade-'));
  ending.defer(() => rm(folder, { recursive: true, force: true }));
  const simulator = await startSimulator();
  ending.defer(() => simulator.close());
  const file = join(folder, 'config.yaml');
  const polling = { queues: { interval: '1s' }, aggregates: { interval: '2s' } };
  const cluster = { redis_url: redis.url, lease: '2s' };
  await writeFile(file, exporterConfig(simulator.tenants, { polling, cluster }));

  const lost = new Set<string>();
  const decreased = new Set<string>();
  const warnings = new Set<string>();
  const started: Exporter[] = [];
  const shown: { readonly at: number; readonly page: Page }[] = [];
  let expected: readonly string[] = [];
  let scrapes = 0;

  async function startReady(cwd: string): Promise<Exporter> {
    const exporter = await startExporter([`--config.file=${file}`], {}, { cwd });
    ending.defer(async () => void (await exporter.stop()));
    started.push(exporter);
    await eventually(() => exporter.get('/-/ready'));
    // At once: a page that lags behind its readiness would be complete a moment later.
    await scrape(exporter);
    return exporter;
  }

  async function scrape({ get }: Exporter): Promise<void> {
    const at = performance.now();
    const page = parsePage(await get('/metrics'));
    scrapes++;
    for (const name of expected) if (!page.has(name)) lost.add(name);
    const before = shown.findLast((each) => at - each.at > REPLICATION_SECONDS * 1000);
    for (const [name, value] of before?.page ?? [])
      if (COUNTER.test(name) && (page.get(name) ?? value) < value) decreased.add(name);
    shown.push({ at, page });
  }

  async function watch(replicas: readonly Exporter[], seconds: number): Promise<void> {
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end) {
      await Promise.all(replicas.map(scrape));
      await delay(SCRAPE_EVERY_MS);
    }
  }

  const [first, second] = (await Promise.all([from, from].map(startReady))) as [Exporter, Exporter];
  await watch([first, second], calmSeconds);
  const pages = shown.map(({ page }) => [...page.keys()].filter((name) => LASTING.test(name)));
  expected = pages.at(-1) ?? [];

  let running = [first, second];
  for (const old of [first, second]) {
    const others = running.filter((each) => each !== old);
    // As an orchestrator does it: the new one is ready before the next old one ends.
    await Promise.all([old.stop(), watch(others, 1)]);
    const [replacement] = await Promise.all([startReady(to), watch(others, calmSeconds)]);
    running = [...others, replacement];
    await watch(running, calmSeconds);
  }
  for (const { stderr } of started)
    for (const line of stderr().split('\n')) if (/\blevel=(?:warn|error)\b/.test(line)) warnings.add(line);
  return {
    scrapes,
    series: expected.length,
    lost: [...lost],
    decreased: [...decreased],
    warnings: [...warnings],
  };
}
