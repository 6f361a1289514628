import { cpus, totalmem } from 'node:os';
import type { MemoryUse } from './contestant.ts';
import type { SizeResult } from './exposition-bench.ts';
import type { MemoryResult } from './memory-bench.ts';
import type { SoakResult } from './soak-bench.ts';
import { short, spreadText } from './statistics.ts';
import { type Results, targetRows } from './targets.ts';

/** The results as tables for people. */

export function report(results: Results): string {
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.version}`;
  const sections = [
    `${machine}. Medians, in brackets the middle half.`,
    ...results.exposition.map(sizeTable),
    ...(results.steady
      ? [`Resident at each scrape: ${results.steady.residentMiB.map(short).join(', ')} MiB`]
      : []),
    ...(results.memory?.length ? [memoryTable(results.memory)] : []),
    ...(results.soak ?? []).map(soakText),
    targetTable(results),
  ];
  return `${sections.join('\n\n')}\n`;
}

function sizeTable({ series, bytes, contestants, leftOut }: SizeResult): string {
  const rows = contestants.map(({ name, wallNs, cpuNs, scrape, longestBlockMs, residentMiB, peakMiB }) => [
    name,
    wallNs ? spreadText(wallNs) : '',
    cpuNs ? spreadText(cpuNs) : '',
    scrape ? spreadText(scrape.identity) : '',
    scrape ? spreadText(scrape.gzip) : '',
    longestBlockMs === undefined ? '' : short(longestBlockMs),
    residentMiB && peakMiB ? `${short(residentMiB)} / ${short(peakMiB)}` : '',
  ]);
  const head = [
    `${series / 1000}k series`,
    'values to page, ns a series',
    'CPU, ns a series',
    'scrape, ms',
    'scrape in gzip, ms',
    'longest block, ms',
    'resident / peak, MiB',
  ];
  const size = `${short(bytes.identity / 1e6)} MB, ${short(bytes.gzip / 1e6)} MB in gzip`;
  const missing = leftOut.length > 0 ? `; left out: ${leftOut.join(', ')}` : '';
  return `${table([head, ...rows])}\n${size}${missing}`;
}

function memoryTable(results: readonly MemoryResult[]): string {
  const use = (peer?: MemoryUse) => (peer ? `${short(peer.residentMiB)} / ${short(peer.peakMiB)}` : '');
  const rows = results.map(({ size: { centre }, series, program, heapMiB, externalMiB, cpuShare, peers }) => [
    `${centre.tenants ? `${centre.tenants} x ` : ''}${centre.queues}, ${centre.api}${centre.media ? `, media: ${centre.media}` : ''}`,
    String(series),
    use(program),
    `${short(heapMiB)} + ${short(externalMiB)}`,
    short(100 * cpuShare),
    use(peers['prom-client']),
    use(peers.client_golang),
  ]);
  const head = [
    'queues',
    'series',
    'exporter, resident / peak, MiB',
    'main heap + external, MiB',
    'CPU, % of a core',
    'prom-client, MiB',
    'client_golang, MiB',
  ];
  return table([head, ...rows]);
}

function soakText({ kind, queues, reloads, residentMiB, slope }: SoakResult): string {
  const half = Math.floor(residentMiB.length / 2);
  const range = (part: readonly number[]) => `${short(Math.min(...part))} to ${short(Math.max(...part))}`;
  return `${kind}, ${queues} queues, ${reloads} reloads: resident ${range(residentMiB.slice(0, half))} MiB, then ${range(residentMiB.slice(half))} MiB; slope ${short(slope)} MiB/min`;
}

function targetTable(results: Results): string {
  const rows = targetRows(results).map(({ what, measured, target, ratio }) => [
    what,
    measured,
    target,
    short(ratio),
    ratio <= 1 ? 'met' : 'missed',
  ]);
  return table([['target', 'measured', 'to reach', 'ratio', ''], ...rows]);
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}
