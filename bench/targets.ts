import type { ContestantResult, SizeResult } from './exposition-bench.ts';
import type { PollResult } from './poll-bench.ts';
import type { BlockResult, StartUpResult, SteadyResult } from './program-bench.ts';
import { short, spreadText } from './statistics.ts';

/** What was measured. Parts that were not run are absent. */
export interface Results {
  readonly exposition: readonly SizeResult[];
  readonly polls?: readonly PollResult[];
  readonly startUp?: StartUpResult;
  readonly steady?: SteadyResult;
  readonly blocks?: BlockResult;
}

export interface TargetRow {
  readonly what: string;
  readonly measured: string;
  readonly target: string;
  /** Measured / target; at most 1 where the target is met. */
  readonly ratio: number;
}

const IDENTITY_NS = 100;
const TIMES_FASTER = 20;
const GZIP_CPU_NS = 250;
const BLOCK_MS = 20;
const STEADY_MIB = 450;
const PEAK_MIB = 700;
const POLL_US = 10;
const CPU_SHARE = 0.01;
const START_MS = 700;
/** How much dearer a series may be at the largest size than at 100,000 to pass for linear. */
const LINEAR = 1.5;

/** The table of targets: each with what was measured, and how near that comes. */
export function targetRows(results: Results): readonly TargetRow[] {
  const at = (series: number) => results.exposition.find((each) => each.series === series);
  const middle = at(100_000);
  const largest = at(1_000_000);
  return [
    ...(middle ? renderingRows(middle) : []),
    ...results.exposition.flatMap(scrapeRows),
    ...(largest ? memoryRows(largest) : []),
    ...(middle && largest ? growthRows(middle, largest) : []),
    ...(results.polls ?? []).map(pollRow),
    ...(results.blocks ? [blockRow(results.blocks)] : []),
    ...(results.steady ? [steadyRow(results.steady)] : []),
    ...(results.startUp ? [startUpRow(results.startUp)] : []),
  ];
}

const contestant = ({ contestants }: SizeResult, name: string): ContestantResult | undefined =>
  contestants.find((each) => each.name === name);

function renderingRows(size: SizeResult): readonly TargetRow[] {
  const plain = contestant(size, 'exporter, gzip off')?.wallNs;
  const compressed = contestant(size, 'exporter')?.cpuNs;
  const promClient = contestant(size, 'prom-client')?.wallNs;
  const block = contestant(size, 'exporter')?.longestBlockMs ?? Number.NaN;
  const rows: TargetRow[] = [];
  if (plain) {
    rows.push({
      what: 'snapshot to body, identity, 100k',
      measured: `${spreadText(plain)} ns a series`,
      target: `${IDENTITY_NS} ns`,
      ratio: plain.median / IDENTITY_NS,
    });
  }
  if (plain && promClient) {
    const times = promClient.median / plain.median;
    rows.push({
      what: '... against prom-client, set + render',
      measured: `${short(times)} times faster (${spreadText(promClient)} ns)`,
      target: `${TIMES_FASTER} times`,
      ratio: TIMES_FASTER / times,
    });
  }
  if (compressed) {
    rows.push({
      what: 'snapshot to both bodies, CPU, 100k',
      measured: `${spreadText(compressed)} ns a series`,
      target: `${GZIP_CPU_NS} ns`,
      ratio: compressed.median / GZIP_CPU_NS,
    });
  }
  const measured = `${short(block)} ms`;
  return [
    ...rows,
    { what: 'longest block, 100k', measured, target: `${BLOCK_MS} ms`, ratio: block / BLOCK_MS },
  ];
}

function scrapeRows(size: SizeResult): readonly TargetRow[] {
  const own = contestant(size, 'exporter')?.scrape;
  const nginx = contestant(size, 'nginx')?.scrape;
  if (!own || !nginx) return [];
  return (['identity', 'gzip'] as const).map((encoding) => ({
    what: `scrape, ${encoding}, ${size.series / 1000}k`,
    measured: `${spreadText(own[encoding])} ms`,
    target: `nginx: ${spreadText(nginx[encoding])} ms`,
    ratio: own[encoding].median / nginx[encoding].median,
  }));
}

function memoryRows(size: SizeResult): readonly TargetRow[] {
  const { residentMiB, peakMiB } = contestant(size, 'exporter') ?? {};
  const row = (what: string, measured: number, target: number): TargetRow => ({
    what,
    measured: `${short(measured)} MiB`,
    target: `${target} MiB`,
    ratio: measured / target,
  });
  return [
    ...(residentMiB ? [row('resident, 1M, steady', residentMiB, STEADY_MIB)] : []),
    ...(peakMiB ? [row('resident, 1M, peak', peakMiB, PEAK_MIB)] : []),
  ];
}

function growthRows(middle: SizeResult, largest: SizeResult): readonly TargetRow[] {
  const at = (size: SizeResult) => contestant(size, 'exporter')?.cpuNs?.median ?? Number.NaN;
  const times = at(largest) / at(middle);
  const what = 'CPU a series, 1M against 100k';
  return [
    { what, measured: `${short(times)} times`, target: `linear (${LINEAR} times)`, ratio: times / LINEAR },
  ];
}

function pollRow({ api, queues, cpuUsPerQueue }: PollResult): TargetRow {
  return {
    what: `poll, ${api}, ${queues} rows`,
    measured: `${spreadText(cpuUsPerQueue)} us a row`,
    target: `${POLL_US} us`,
    ratio: cpuUsPerQueue.median / POLL_US,
  };
}

function steadyRow({ queues, series, cpuShare }: SteadyResult): TargetRow {
  return {
    what: `steady CPU, ${queues} queues, ${series} series`,
    measured: `${short(100 * cpuShare)} % of a core`,
    target: `${100 * CPU_SHARE} %`,
    ratio: cpuShare / CPU_SHARE,
  };
}

function blockRow({ queues, longestBlockMs }: BlockResult): TargetRow {
  return {
    what: `longest block, whole program, ${queues} queues`,
    measured: `${short(longestBlockMs)} ms`,
    target: `${BLOCK_MS} ms`,
    ratio: longestBlockMs / BLOCK_MS,
  };
}

function startUpRow({ start, bareNode }: StartUpResult): TargetRow {
  return {
    what: 'start to first scrape with data',
    measured: `${spreadText(start)} ms, node alone ${short(bareNode.median)}`,
    target: `${START_MS} ms beyond node`,
    ratio: (start.median - bareNode.median) / START_MS,
  };
}
