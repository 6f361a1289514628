import type { ReadStream } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { runBacktest } from '../../backtest/index.ts';
import { DEFAULT_POLICY } from '../../config/index.ts';
import type { Plan } from '../../domain/index.ts';
import { readPlanFile } from '../../plan/index.ts';
import { PROGRAM } from '../args/commands.ts';
import { EXIT } from '../args/errors.ts';
import type { Invocation } from '../args/run-cli.ts';

/** `backtest TRACE`: replays a trace and reports the quality of its predictions. */
export async function backtest({ args: { trace }, flags, stderr }: Invocation<'backtest'>): Promise<number> {
  const plan = flags.plan === undefined ? undefined : await readPlan(flags.plan, stderr);
  const file = trace === '-' ? undefined : await openTrace(trace);
  const stopProgress = file && showProgress(file, stderr);
  const { plot, horizon } = flags;
  try {
    const { rows, rejected, firstRejected } = await runBacktest({
      lines: createInterface({ input: file?.stream ?? process.stdin, crlfDelay: Number.POSITIVE_INFINITY }),
      output: flags.output,
      // For rows without a service level of their own.
      policy: {
        ...DEFAULT_POLICY,
        minContacts: flags['min-contacts'],
        horizonSeconds: horizon,
        ...(plan && { furtherHorizons: PLAN_HORIZONS.filter((further) => further > horizon) }),
      },
      plan,
      ...(flags.threshold !== undefined && { threshold: flags.threshold }),
      write: writeToStdout,
      ...(plot !== undefined && { plot: (svg: string) => writeFile(plot, svg) }),
    });
    const problems = Object.entries(rejected).map(
      ([reason, lines]) => `${trace}:${firstRejected[reason]}: ${reason} (${lines} lines)`,
    );
    if (rows === 0) {
      const why = problems[0] === undefined ? '' : `; ${problems[0]}`;
      throw new Error(
        `${trace} contains no trace row${why}; record one with ${PROGRAM} record --output=FILE`,
      );
    }
    // The text report includes these.
    if (flags.output === 'jsonl') for (const problem of problems) stderr.write(`${problem}\n`);
  } finally {
    stopProgress?.();
  }
  return EXIT.success;
}

/** Horizons beside `--horizon` for which a plan is compared, seconds: its worth is half an hour and an hour ahead. */
const PLAN_HORIZONS: readonly number[] = [1800, 3600];

/** Lists rejected rows on stderr. @throws PlanError when the file is not a plan. */
async function readPlan(path: string, stderr: Invocation['stderr']): Promise<Plan> {
  const { plan = [], problems = [] } = (await readPlanFile(path)) ?? {};
  for (const problem of problems) stderr.write(`${path}: ${problem}\n`);
  return plan;
}

interface OpenTrace {
  readonly stream: ReadStream;
  /** In bytes. */
  readonly size: number;
}

/** @throws Error when it cannot be read. */
async function openTrace(path: string): Promise<OpenTrace> {
  const file = await open(path);
  const stats = await file.stat();
  if (!stats.isDirectory()) return { stream: file.createReadStream(), size: stats.size };
  await file.close();
  throw new Error(`${path} is a folder; give a file, or - for stdin`);
}

/** Waits for a slow reader, such as a pipe into `less`. @throws Error when the reader is gone. */
function writeToStdout(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** Interval between updates of the progress bar, in milliseconds. */
const PROGRESS_INTERVAL_MS = 500;
/** In characters. */
const BAR_WIDTH = 30;

/** Draws a progress bar when stderr is a terminal. @returns what removes it. */
function showProgress({ stream, size }: OpenTrace, stderr: Invocation['stderr']): () => void {
  if (!process.stderr.isTTY || size === 0) return () => {};
  const draw = () => {
    const share = stream.bytesRead / size;
    const bar = '#'.repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH);
    stderr.write(`\r[${bar}] ${Math.round(share * 100)} %`);
  };
  const timer = setInterval(draw, PROGRESS_INTERVAL_MS);
  return () => {
    clearInterval(timer);
    stderr.write(`\r${' '.repeat(BAR_WIDTH + 8)}\r`);
  };
}
