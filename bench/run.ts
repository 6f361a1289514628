import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defined } from '../src/domain/index.ts';
import { benchExposition, SIZES, type SizeResult } from './exposition-bench.ts';
import { benchMemory, MEMORY_SIZES, type MemoryResult, type MemorySize } from './memory-bench.ts';
import { benchPolls } from './poll-bench.ts';
import { BLOCK_QUEUES, benchBlocks, benchStartUp, benchSteady, STEADY_QUEUES } from './program-bench.ts';
import { report } from './report.ts';
import { benchSoak, churnSoak, type SoakResult, steadySoak } from './soak-bench.ts';
import type { Results } from './targets.ts';

/**
 * Measures the exporter beside others and against its targets: `npm run bench`, or a part of it by
 * `node bench/run.ts --only=exposition,polls,start-up,steady,blocks,memory`, `--series=10000,100000,1000000` and
 * `--queues=20,100,1000,20000` (of the part memory). The parts `soak` and `churn`, of
 * `--soak-minutes=20` each, only run when they are named. Prints tables and writes them, with the numbers, to `bench/results`.
 */

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', default: 'exposition,polls,start-up,steady,blocks,memory' },
    series: { type: 'string', default: SIZES.map(({ series }) => series).join(',') },
    queues: { type: 'string', default: [...new Set(MEMORY_SIZES.map(allQueues))].join(',') },
    'soak-minutes': { type: 'string', default: '20' },
    'steady-seconds': { type: 'string', default: '120' },
  },
});
function allQueues({ centre: { queues, tenants = 1 } }: MemorySize): number {
  return queues * tenants;
}

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

const queues = flags.queues.split(',').map(Number);
const memory: MemoryResult[] = [];
for (const size of MEMORY_SIZES.filter(
  (each) => parts.includes('memory') && queues.includes(allQueues(each)),
)) {
  tell(`Measuring the memory of ${allQueues(size)} queues (media: ${size.centre.media ?? 'used'}) ...`);
  memory.push(await benchMemory(size, folder));
}

const soak: SoakResult[] = [];
for (const plan of [steadySoak, churnSoak].map((each) => each(Number(flags['soak-minutes'])))) {
  if (!parts.includes(plan.kind === 'steady' ? 'soak' : plan.kind)) continue;
  tell(`Watching its memory for ${plan.minutes} minutes (${plan.kind}) ...`);
  soak.push(await benchSoak(plan));
}

const results: Results = defined({ exposition, polls, startUp, steady, blocks, memory, soak });
const text = report(results);
await mkdir(folder, { recursive: true });
const name = new Date().toISOString().replaceAll(':', '-').slice(0, 19);
await writeFile(join(folder, `${name}.json`), JSON.stringify(results, null, 2));
await writeFile(join(folder, `${name}.txt`), text);
process.stdout.write(text);
