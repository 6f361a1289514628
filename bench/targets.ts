import type { ContestantResult, SizeResult } from './exposition-bench.ts';
import type { PollResult } from './poll-bench.ts';
import type { StartUpResult, SteadyResult } from './program-bench.ts';
import { short } from './statistics.ts';

/** What the figures are held against, one row a target: what, measured, wanted, met or missed. */

export interface Measured {
  readonly sizes: readonly SizeResult[];
  readonly polls: readonly PollResult[];
  readonly startUp: StartUpResult;
  readonly steady: SteadyResult;
}

const LARGE = 100_000;
const HUGE = 1_000_000;

export function targetRows({ sizes, polls, startUp, steady }: Measured): readonly (readonly string[])[] {
  const of = (series: number, name: string): ContestantResult | undefined =>
    sizes.find((size) => size.series === series)?.contestants.find((each) => each.name === name);
  const plain = of(LARGE, 'exporter, gzip off')?.wallNs?.median;
  const promClient = of(LARGE, 'prom-client')?.wallNs?.median;
  const memory = of(HUGE, 'exporter')?.memory;
  const growth = ratio(of(HUGE, 'exporter')?.wallNs?.median, of(10_000, 'exporter')?.wallNs?.median);
  const beyondNode = startUp.start.median - startUp.bareNode.median;
  return [
    atMost('body ready, identity, 100k: ns a series', plain, 100),
    atLeast('  times faster than prom-client', ratio(promClient, plain), 20),
    atMost('body ready with gzip, 100k: CPU ns a series', of(LARGE, 'exporter')?.cpuNs?.median, 250),
    atMost('longest block of the event loop, 100k: ms', of(LARGE, 'exporter')?.longestBlockMs, 20),
    ...sizes.flatMap(({ series }) =>
      (['identity', 'gzip'] as const).map((encoding) => {
        const ours = of(series, 'exporter')?.scrape?.[encoding].median;
        const nginx = of(series, 'nginx')?.scrape?.[encoding].median;
        return atMost(`scrape, ${encoding}, ${series} series: times nginx`, ratio(ours, nginx), 1);
      }),
    ),
    atMost('resident, 1M: MiB', memory?.residentMiB, 450),
    atMost('resident at the peak, 1M: MiB', memory?.peakMiB, 700),
    ...polls.map(({ api, cpuUsPerQueue }) =>
      atMost(`poll, ${api}: CPU us a queue`, cpuUsPerQueue.median, 10),
    ),
    atMost(`steady, ${steady.queues} queues, ${steady.series} series: % of a core`, steady.cpuShare * 100, 1),
    atMost('start to first scrape with data: ms beyond node -e 0', beyondNode, 700),
    atMost('growth, 10k to 1M: times the cost a series', growth, 2),
  ];
}

function ratio(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a / b;
}

function atMost(what: string, measured: number | undefined, limit: number): readonly string[] {
  return row(what, measured, `at most ${limit}`, (value) => value <= limit);
}

function atLeast(what: string, measured: number | undefined, limit: number): readonly string[] {
  return row(what, measured, `at least ${limit}`, (value) => value >= limit);
}

function row(what: string, measured: number | undefined, wanted: string, isMet: (value: number) => boolean) {
  if (measured === undefined) return [what, '-', wanted, 'not measured'];
  return [what, short(measured), wanted, isMet(measured) ? 'met' : 'MISSED'];
}
