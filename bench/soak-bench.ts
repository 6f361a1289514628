import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { configured, memoryOf, type Program, startProgram } from './program.ts';
import { scrapeClient } from './scrape-client.ts';

/** Memory over time: polls and scrapes every 2 s, a viewer of the wallboard, and reloads. */

export interface SoakResult {
  readonly kind: 'steady' | 'churn';
  readonly queues: number;
  readonly minutes: number;
  readonly reloads: number;
  /** MiB, in order of time. */
  readonly residentMiB: readonly number[];
  /** Of the second half, in MiB a minute: least squares. */
  readonly slope: number;
  /** Median of the last tenth divided by that of the second tenth; the first contains the start. */
  readonly growth: number;
}

interface Soak {
  readonly kind: SoakResult['kind'];
  readonly minutes: number;
  readonly reloadSeconds: number;
}

const QUEUES = 100;
const INTERVAL_SECONDS = 2;
const config = {
  polling: { queues: { interval: `${INTERVAL_SECONDS}s`, timeout: `${INTERVAL_SECONDS}s` } },
};
/** In turn at each reload of the churn: a third of the queues disappears and comes back, and the tenant signs in again. */
const EXCLUDED = ['*1', '*2', '*3'];

/** Reloads an unchanged configuration once a minute. */
export const steadySoak = (minutes: number): Soak => ({ kind: 'steady', minutes, reloadSeconds: 60 });
/** A day in 20 minutes: queues come and go at each of 96 quarters of an hour. */
export const churnSoak = (minutes: number): Soak => ({
  kind: 'churn',
  minutes,
  reloadSeconds: (minutes * 60) / 96,
});

export async function benchSoak({ kind, minutes, reloadSeconds }: Soak): Promise<SoakResult> {
  await using running = new AsyncDisposableStack();
  const configFile = await configured(running, { api: 'observations', queues: QUEUES, media: 'all', config });
  const first = await readFile(configFile, 'utf8');
  await (await startProgram(configFile)).stop();
  const program = await startProgram(configFile, { flags: ['--web.enable-lifecycle'] });
  running.defer(program.stop);
  const client = await scrapeClient(program.url, 'gzip');
  running.defer(async () => client.close());
  const viewer = new AbortController();
  running.defer(async () => viewer.abort());
  void watch(program, viewer.signal);

  const samples: { readonly minute: number; readonly resident: number }[] = [];
  let reloads = 0;
  const from = performance.now();
  const elapsed = () => (performance.now() - from) / 1000;
  while (elapsed() < minutes * 60) {
    await client.scrape();
    samples.push({ minute: elapsed() / 60, resident: (await memoryOf(program.pid)).resident });
    if (elapsed() > (reloads + 1) * reloadSeconds) {
      reloads += 1;
      if (kind === 'churn') await writeFile(configFile, churned(first, reloads));
      await fetch(new URL('/-/reload', program.url), { method: 'POST' });
    }
    await delay(INTERVAL_SECONDS * 1000);
  }
  const resident = samples.map((sample) => sample.resident);
  const tenth = Math.floor(resident.length / 10);
  return {
    kind,
    queues: QUEUES,
    minutes,
    reloads,
    residentMiB: resident,
    slope: slopeOf(samples.slice(samples.length / 2)),
    growth: medianOf(resident.slice(-tenth)) / medianOf(resident.slice(tenth, 2 * tenth)),
  };
}

function churned(text: string, reload: number): string {
  const { tenants, ...others } = parse(text) as { readonly tenants: readonly object[] };
  const queues = { exclude: [EXCLUDED[reload % EXCLUDED.length]] };
  return stringify({ ...others, tenants: tenants.map((tenant) => ({ ...tenant, queues })) });
}

/** Reads the events of the wallboard, as its page does, until the signal. */
async function watch({ url }: Program, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const { body } = await fetch(new URL('/wallboard/events', url), { signal });
      for await (const _ of body ?? []);
    } catch {
      await delay(INTERVAL_SECONDS * 1000);
    }
  }
}

function slopeOf(samples: readonly { readonly minute: number; readonly resident: number }[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const minute = mean(samples.map((sample) => sample.minute));
  const resident = mean(samples.map((sample) => sample.resident));
  const products = samples.map((sample) => (sample.minute - minute) * (sample.resident - resident));
  const squares = samples.map((sample) => (sample.minute - minute) ** 2);
  return mean(products) / mean(squares);
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
