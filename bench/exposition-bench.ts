import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { defined } from '../src/domain/index.ts';
import { type Child, startChild, startScript } from './child.ts';
import { type Contestant, contestant } from './contestant.ts';
import { buildClientGolang } from './contestants/client-golang.ts';
import { startNginx } from './contestants/nginx.ts';
import { NODE_FLAGS } from './node-flags.ts';
import { type ScrapeClient, scrapeClient } from './scrape-client.ts';
import { type Spread, spread } from './statistics.ts';
import { SERIES_PER_QUEUE } from './synthetic.ts';

/** The page, from a snapshot to the last byte at the client, beside what others take for the same series. */

export interface Size {
  readonly series: number;
  readonly tenants: number;
  readonly polls: number;
  readonly scrapes: number;
  /** Rounds that contestants take part in which need seconds for one. */
  readonly slowRounds: number;
  /** What docs/performance.md advises for so many series. */
  readonly nodeFlags: readonly string[];
}

export const SIZES: readonly Size[] = [
  { series: 10_000, tenants: 1, polls: 100, scrapes: 1000, slowRounds: 30, nodeFlags: NODE_FLAGS },
  { series: 100_000, tenants: 1, polls: 40, scrapes: 150, slowRounds: 8, nodeFlags: NODE_FLAGS },
  {
    series: 1_000_000,
    tenants: 10,
    polls: 12,
    scrapes: 20,
    slowRounds: 2,
    nodeFlags: [...NODE_FLAGS, '--max-semi-space-size=8'],
  },
];

export interface ContestantResult {
  readonly name: string;
  /** Nanoseconds a series: from the values to a page that is ready. */
  readonly wallNs?: Spread;
  readonly cpuNs?: Spread;
  /** Milliseconds. */
  readonly scrape?: Readonly<Record<Encoding, Spread>>;
  readonly longestBlockMs?: number;
  /** After polls and scrapes in turn. */
  readonly residentMiB?: number;
  /** The most there ever was, polls and scrapes at the same time included. */
  readonly peakMiB?: number;
}

export interface SizeResult {
  readonly series: number;
  readonly bytes: Readonly<Record<Encoding, number>>;
  readonly contestants: readonly ContestantResult[];
  readonly leftOut: readonly string[];
}

type Encoding = 'identity' | 'gzip';
const ENCODINGS: readonly Encoding[] = ['identity', 'gzip'];
const BLOCK_SECONDS = 8;

export async function benchExposition(size: Size, resultsFolder: string): Promise<SizeResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  await using running = new AsyncDisposableStack();
  running.defer(() => rm(folder, { recursive: true, force: true }));
  const start = async (name: string, child: Child) => {
    running.defer(child.stop);
    return contestant(name, child);
  };
  const queues = size.series / size.tenants / SERIES_PER_QUEUE;
  const exporter = await start(
    'exporter',
    startScript('contestants/exporter.ts', [queues, size.tenants, 1], size.nodeFlags),
  );
  const plain = await start(
    'exporter, gzip off',
    startScript('contestants/exporter.ts', [queues, size.tenants, 0], size.nodeFlags),
  );
  await exporter.poll();
  const pageFile = join(folder, 'page');
  await writeFile(pageFile, await fetchBytes(exporter.url, 'text/plain', 'identity'));
  const bodies = {
    identity: await fetchBytes(exporter.url, OPENMETRICS, 'identity'),
    gzip: await fetchBytes(exporter.url, OPENMETRICS, 'gzip'),
  };
  const promClient = await start('prom-client', startScript('contestants/prom-client.ts', [pageFile]));
  const goProgram = await buildClientGolang(resultsFolder);
  const golang = goProgram ? await start('client_golang', startChild(goProgram, [pageFile])) : undefined;
  const nginx = await startNginx(bodies.identity, bodies.gzip);
  if (nginx) running.defer(nginx.stop);

  const slow = golang ? [promClient, golang] : [promClient];
  const polls = await interleavedPolls([plain, exporter], slow, size);
  const servers = [exporter, ...slow, ...(nginx ? [{ name: 'nginx', url: nginx.url }] : [])];
  const scrapes = await interleavedScrapes(servers, new Set(slow.map(({ name }) => name)), size);
  const blocks = new Map<string, number>();
  const resident = new Map<string, number>();
  const peaks = new Map<string, number>();
  for (const each of [exporter, ...slow]) resident.set(each.name, (await each.memory()).residentMiB);
  for (const each of [exporter, promClient]) blocks.set(each.name, await blockWhileScraped(each));
  for (const each of [exporter, ...slow]) peaks.set(each.name, (await each.memory()).peakMiB);
  return {
    series: size.series,
    bytes: { identity: bodies.identity.length, gzip: bodies.gzip.length },
    contestants: ['exporter, gzip off', ...servers.map(({ name }) => name)].map((name) =>
      defined({
        name,
        ...polls.get(name),
        scrape: scrapes.get(name),
        longestBlockMs: blocks.get(name),
        residentMiB: resident.get(name),
        peakMiB: peaks.get(name),
      }),
    ),
    leftOut: [
      ...(golang ? [] : ['client_golang (no Go, or its library cannot be had)']),
      ...(nginx ? [] : ['nginx']),
    ],
  };
}

async function interleavedPolls(fast: readonly Contestant[], slow: readonly Contestant[], size: Size) {
  const costs = new Map<string, { wallNs: number[]; cpuNs: number[] }>();
  for (let round = 0; round < size.polls; round += 1) {
    for (const contestant of round < size.slowRounds ? [...fast, ...slow] : fast) {
      const { series, wallNs, cpuNs } = await contestant.poll();
      const own = costs.get(contestant.name) ?? { wallNs: [], cpuNs: [] };
      costs.set(contestant.name, own);
      own.wallNs.push(wallNs / series);
      own.cpuNs.push(cpuNs / series);
    }
  }
  // The first few still compile.
  const settled = (samples: readonly number[]) => spread(samples.slice(Math.floor(samples.length / 4)));
  return new Map(
    [...costs].map(([name, { wallNs, cpuNs }]) => [name, { wallNs: settled(wallNs), cpuNs: settled(cpuNs) }]),
  );
}

async function interleavedScrapes(
  servers: readonly { readonly name: string; readonly url: URL }[],
  slow: ReadonlySet<string>,
  size: Size,
): Promise<ReadonlyMap<string, Record<Encoding, Spread>>> {
  const clients: { name: string; encoding: Encoding; client: ScrapeClient; samples: number[] }[] = [];
  for (const { name, url } of servers) {
    for (const encoding of ENCODINGS) {
      clients.push({ name, encoding, client: await scrapeClient(url, encoding), samples: [] });
    }
  }
  for (let round = 0; round < size.scrapes; round += 1) {
    for (const { name, client, samples } of clients) {
      if (round < size.slowRounds || !slow.has(name)) samples.push((await client.scrape()).milliseconds);
    }
  }
  for (const { client } of clients) client.close();
  const of = (name: string, encoding: Encoding) =>
    spread(clients.find((each) => each.name === name && each.encoding === encoding)?.samples ?? []);
  return new Map(
    servers.map(({ name }) => [name, { identity: of(name, 'identity'), gzip: of(name, 'gzip') }]),
  );
}

/** Scrapes in both encodings, one after the other, for as long as the contestant polls. */
async function blockWhileScraped(contestant: Contestant): Promise<number> {
  const clients = await Promise.all(ENCODINGS.map((encoding) => scrapeClient(contestant.url, encoding)));
  let isOver = false;
  const polling = contestant.pollRepeatedly(BLOCK_SECONDS).finally(() => {
    isOver = true;
  });
  while (!isOver) for (const client of clients) await client.scrape();
  for (const client of clients) client.close();
  return (await polling).longestBlockMs;
}

const OPENMETRICS = 'application/openmetrics-text;version=1.0.0';

/** The body as it was sent: fetch itself would decompress it. */
async function fetchBytes(url: URL, accept: string, encoding: Encoding): Promise<Buffer> {
  const { body } = await request(url, { headers: { accept, 'accept-encoding': encoding } });
  return Buffer.from(await body.arrayBuffer());
}
