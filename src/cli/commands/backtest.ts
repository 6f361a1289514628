import type { ReadStream } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { runBacktest } from '../../backtest/index.ts';
import { DEFAULT_POLICY } from '../../config/index.ts';
import { PROGRAM } from '../args/commands.ts';
import { EXIT, type Invocation } from '../args/run-cli.ts';

/** `backtest TRACE`: replays a trace and tells how good the predictions would have been. */
export async function backtest({ args: { trace }, flags, stderr }: Invocation<'backtest'>): Promise<number> {
  const file = trace === '-' ? undefined : await openTrace(trace);
  const stopProgress = file && showProgress(file, stderr);
  try {
    const { rows, rejected, firstRejected } = await runBacktest({
      lines: createInterface({ input: file?.stream ?? process.stdin, crlfDelay: Number.POSITIVE_INFINITY }),
      output: flags.output,
      // For rows that do not say themselves what they are held against.
      policy: { ...DEFAULT_POLICY, minContacts: flags['min-contacts'], horizonSeconds: flags.horizon },
      threshold: flags.threshold,
      write: writeToStdout,
      plot: flags.plot === undefined ? undefined : (svg) => writeFile(flags.plot ?? '', svg),
    });
    const problems = Object.entries(rejected).map(
      ([reason, lines]) => `${trace}:${firstRejected[reason]}: ${reason} (${lines} such lines)`,
    );
    if (rows === 0) {
      const why = problems[0] === undefined ? '' : `; ${problems[0]}`;
      throw new Error(
        `${trace} holds no row of a trace${why}; write one with ${PROGRAM} record --output=FILE`,
      );
    }
    // The report says so itself.
    if (flags.output === 'jsonl') for (const problem of problems) stderr.write(`${problem}\n`);
  } finally {
    stopProgress?.();
  }
  return EXIT.success;
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

/** Waits for a slow reader, such as a pipe into `less`. @throws Error when it has gone. */
function writeToStdout(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

const PROGRESS_EVERY_MS = 500;
const BAR_WIDTH = 30;

/** A bar on stderr, where a person looks at it. */
function showProgress({ stream, size }: OpenTrace, stderr: Invocation['stderr']): () => void {
  if (!process.stderr.isTTY || size === 0) return () => {};
  const draw = () => {
    const share = stream.bytesRead / size;
    const bar = '#'.repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH);
    stderr.write(`\r[${bar}] ${Math.round(share * 100)} %`);
  };
  const timer = setInterval(draw, PROGRESS_EVERY_MS);
  return () => {
    clearInterval(timer);
    stderr.write(`\r${' '.repeat(BAR_WIDTH + 8)}\r`);
  };
}
