import type { Writable } from 'node:stream';
import { EXIT } from '../args/run-cli.ts';

/** What a write fails with whose reader is gone: a closed pipe, socket or terminal. */
const READER_GONE: readonly unknown[] = ['EPIPE', 'ECONNRESET', 'EIO'];

export function isReaderGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && READER_GONE.includes(error.code);
}

export interface OutputOptions {
  /** Whether the command runs on without readers, and ends as if it had them. */
  readonly isService: boolean;
}

/**
 * Keeps a failed write from ending the process. Results that cannot be written are a failure of a command, reported
 * unless their reader has gone, as `head` does when it has seen enough. A log line that cannot be written is lost, as
 * nothing is left to report it to; those after it are written again as soon as that is possible.
 */
export function watchOutput(stdout: Writable, stderr: Writable, { isService }: OutputOptions): void {
  stderr.on('error', () => {});
  stdout.on('error', (error) => {
    const isGone = isReaderGone(error);
    if (!isGone && process.exitCode !== EXIT.failure)
      stderr.write(`Cannot write the results: ${error.message}\n`);
    if (!(isService && isGone)) process.exitCode = EXIT.failure;
  });
}
