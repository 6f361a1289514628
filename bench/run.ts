import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defined } from '../src/domain/index.ts';
import { benchExposition, SIZES, type SizeResult } from './exposition-bench.ts';
import { benchPolls } from './poll-bench.ts';
import { BLOCK_QUEUES, benchBlocks, benchStartUp, benchSteady, STEADY_QUEUES } from './program-bench.ts';
import { report } from './report.ts';
import type { Results } from './targets.ts';

/**
 * Measures the exporter beside others and against its targets: `npm run bench`, or a part of it by
 * `node bench/run.ts --only=exposition,polls,start-up,steady,blocks` and `--series=10000,100000,1000000`. Prints tables and
 * writes them, with the numbers, to `bench/results`.
 */

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', default: 'exposition,polls,start-up,steady,blocks' },
    series: { type: 'string', default: SIZES.map(({ series }) => series).join(',') },
    'steady-seconds': { type: 'string', default: '120' },
  },
});
const parts = flags.only.split(',');
const sizes = flags.series.split(',').map(Number);
const folder = join(import.meta.dirname, 'results');
const tell = (text: string) => process.stderr.write(`${text}\n`);

const exposition: SizeResult[] = [];
for (const size of SIZES.filter(({ series }) => parts.includes('exposition') && sizes.includes(series))) {
  tell(`Rendering and scraping ${size.series} series ...`);
  exposition.push(await benchExposition(size, folder));
}
if (parts.includes('polls')) tell('Polling each API ...');
const polls = parts.includes('polls') ? await benchPolls() : undefined;
if (parts.includes('start-up')) tell('Starting the exporter again and again ...');
const startUp = parts.includes('start-up') ? await benchStartUp() : undefined;
if (parts.includes('steady')) tell(`Watching the exporter for ${flags['steady-seconds']} seconds ...`);
const seconds = Number(flags['steady-seconds']);
const steady = parts.includes('steady') ? await benchSteady(STEADY_QUEUES, seconds) : undefined;
if (parts.includes('blocks')) tell(`Looking for what blocks it for ${flags['steady-seconds']} seconds ...`);
const blocks = parts.includes('blocks') ? await benchBlocks(BLOCK_QUEUES, seconds) : undefined;

const results: Results = defined({ exposition, polls, startUp, steady, blocks });
const text = report(results);
await mkdir(folder, { recursive: true });
const name = new Date().toISOString().replaceAll(':', '-').slice(0, 19);
await writeFile(join(folder, `${name}.json`), JSON.stringify(results, null, 2));
await writeFile(join(folder, `${name}.txt`), text);
process.stdout.write(text);
