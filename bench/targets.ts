import type { ContestantResult, SizeResult } from './exposition-bench.ts';
import type { MemoryResult } from './memory-bench.ts';
import type { PollResult } from './poll-bench.ts';
import type { BlockResult, StartUpResult, SteadyResult } from './program-bench.ts';
import type { SoakResult } from './soak-bench.ts';
import { type Spread, short, spreadText } from './statistics.ts';

/** What was measured. Parts that were not run are absent. */
export interface Results {
  readonly exposition: readonly SizeResult[];
  readonly polls?: readonly PollResult[];
  readonly startUp?: StartUpResult;
  readonly steady?: SteadyResult;
  readonly blocks?: BlockResult;
  readonly memory?: readonly MemoryResult[];
  readonly soak?: readonly SoakResult[];
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
/** Of one core. */
const CPU_PERCENT = 1;
const START_MS = 700;
/** MiB a minute, after which memory counts as growing. */
const SLOPE_MIB = 0.1;
const CHURN_GROWTH = 1.1;
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
    ...(results.memory ?? []).flatMap(programMemoryRows),
    ...(results.soak ?? []).map(soakRow),
  ];
}

const contestant = ({ contestants }: SizeResult, name: string): ContestantResult | undefined =>
  contestants.find((each) => each.name === name);

/** A target that is met by staying at or below a limit. */
function limitRow(what: string, value: number, limit: number, unit: string, measured: string): TargetRow {
  return { what, measured, target: `${limit} ${unit}`, ratio: value / limit };
}

function renderingRows(size: SizeResult): readonly TargetRow[] {
  const plain = contestant(size, 'exporter, gzip off')?.wallNs;
  const { cpuNs: compressed, longestBlockMs: block } = contestant(size, 'exporter') ?? {};
  const promClient = contestant(size, 'prom-client')?.wallNs;
  return [
    ...(plain ? [nanosecondsRow('snapshot to body, identity, 100k', plain, IDENTITY_NS)] : []),
    ...(plain && promClient ? [fasterRow(plain, promClient)] : []),
    ...(compressed ? [nanosecondsRow('snapshot to both bodies, CPU, 100k', compressed, GZIP_CPU_NS)] : []),
    ...(block === undefined
      ? []
      : [limitRow('longest block, 100k', block, BLOCK_MS, 'ms', `${short(block)} ms`)]),
  ];
}

function nanosecondsRow(what: string, spread: Spread, limit: number): TargetRow {
  return limitRow(what, spread.median, limit, 'ns', `${spreadText(spread)} ns a series`);
}

function fasterRow(plain: Spread, promClient: Spread): TargetRow {
  const times = promClient.median / plain.median;
  return {
    what: '... against prom-client, set + render',
    measured: `${short(times)} times faster (${spreadText(promClient)} ns)`,
    target: `${TIMES_FASTER} times`,
    ratio: TIMES_FASTER / times,
  };
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
  const row = (what: string, mebibytes: number | undefined, limit: number) =>
    mebibytes === undefined ? [] : [limitRow(what, mebibytes, limit, 'MiB', `${short(mebibytes)} MiB`)];
  return [
    ...row('resident, 1M, steady', residentMiB, STEADY_MIB),
    ...row('resident, 1M, peak', peakMiB, PEAK_MIB),
  ];
}

function programMemoryRows({
  size: { centre, target },
  series,
  program,
}: MemoryResult): readonly TargetRow[] {
  const { queues, tenants = 1 } = centre;
  const what = `whole program, ${tenants > 1 ? `${tenants} x ` : ''}${queues} queues, ${series} series`;
  const row = (kind: string, mebibytes: number, limit: number | undefined) =>
    limit === undefined
      ? []
      : [limitRow(`${what}, ${kind}`, mebibytes, limit, 'MiB', `${short(mebibytes)} MiB`)];
  return [
    ...row('resident', program.residentMiB, target.resident),
    ...row('peak', program.peakMiB, target.peak),
  ];
}

function soakRow({ kind, queues, minutes, slope, growth }: SoakResult): TargetRow {
  const what = `${queues} queues, ${minutes} minutes`;
  return kind === 'steady'
    ? limitRow(`${what}, slope of the second half`, slope, SLOPE_MIB, 'MiB/min', `${short(slope)} MiB/min`)
    : limitRow(`${what} of churn, end / begin`, growth, CHURN_GROWTH, '', short(growth));
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
  const measured = `${spreadText(cpuUsPerQueue)} us a row`;
  return limitRow(`poll, ${api}, ${queues} rows`, cpuUsPerQueue.median, POLL_US, 'us', measured);
}

function steadyRow({ queues, series, cpuShare }: SteadyResult): TargetRow {
  const percent = 100 * cpuShare;
  const what = `steady CPU, ${queues} queues, ${series} series`;
  return limitRow(what, percent, CPU_PERCENT, '%', `${short(percent)} % of a core`);
}

function blockRow({ queues, longestBlockMs }: BlockResult): TargetRow {
  const what = `longest block, whole program, ${queues} queues`;
  return limitRow(what, longestBlockMs, BLOCK_MS, 'ms', `${short(longestBlockMs)} ms`);
}

function startUpRow({ start, bareNode }: StartUpResult): TargetRow {
  return {
    what: 'start to first scrape with data',
    measured: `${spreadText(start)} ms, node alone ${short(bareNode.median)}`,
    target: `${START_MS} ms beyond node`,
    ratio: (start.median - bareNode.median) / START_MS,
  };
}
