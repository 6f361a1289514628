import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchExposition, SIZES, type SizeResult } from './exposition-bench.ts';
import { benchPolls } from './poll-bench.ts';
import { benchStartUp, benchSteady } from './program-bench.ts';
import { spreadText } from './statistics.ts';
import { targetRows } from './targets.ts';

/**
 * Measures the product beside prom-client, client_golang and nginx in one run, prints tables, and writes everything as
 * JSON. All three sizes take a quarter of an hour; `--series=10000,100000` leaves the largest out.
 */

const RESULTS = join(import.meta.dirname, 'results');
const { values } = parseArgs({
  options: {
    series: { type: 'string', default: SIZES.map(({ series }) => series).join(',') },
    /** How long the steady state is watched. */
    seconds: { type: 'string', default: '120' },
  },
});

const say = (text: string) => process.stdout.write(`${text}\n`);

await mkdir(RESULTS, { recursive: true });
const wanted = values.series.split(',').map(Number);
const sizes: SizeResult[] = [];
for (const size of SIZES.filter(({ series }) => wanted.includes(series))) {
  say(`Measuring ${size.series} series ...`);
  const result = await benchExposition(size, RESULTS);
  sizes.push(result);
  say(sizeTable(result));
}
say('Measuring polls, start-up and the steady state ...');
const measured = {
  sizes,
  polls: await benchPolls(),
  startUp: await benchStartUp(),
  steady: await benchSteady(Number(values.seconds)),
};
say(table(['target', 'measured', 'wanted', ''], targetRows(measured)));
await writeFile(join(RESULTS, 'results.json'), `${JSON.stringify(measured, undefined, 2)}\n`);
say(`Everything measured is in ${join(RESULTS, 'results.json')}`);

function sizeTable({ series, bytes, contestants, leftOut }: SizeResult): string {
  const rows = contestants.map(({ name, wallNs, cpuNs, scrape, longestBlockMs, memory }) => [
    name,
    wallNs ? spreadText(wallNs) : '',
    cpuNs ? spreadText(cpuNs) : '',
    scrape ? spreadText(scrape.identity) : '',
    scrape ? spreadText(scrape.gzip) : '',
    longestBlockMs?.toFixed(1) ?? '',
    memory ? `${Math.round(memory.residentMiB)} / ${Math.round(memory.peakMiB)}` : '',
  ]);
  const head = [
    '',
    'ready, ns/series',
    'CPU, ns/series',
    'scrape ms',
    'scrape gzip ms',
    'block ms',
    'MiB / peak',
  ];
  const missing = leftOut.length > 0 ? `\nLeft out: ${leftOut.join('; ')}` : '';
  return `${series} series, ${bytes.identity} bytes, ${bytes.gzip} compressed\n${table(head, rows)}${missing}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return `${[head, ...rows].map((row) => line(row).trimEnd()).join('\n')}\n`;
}
