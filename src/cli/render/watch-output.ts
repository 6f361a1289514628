import type { Writable } from 'node:stream';
import { EXIT } from '../args/errors.ts';

/** Error codes of a write whose reader is gone: a closed pipe, socket or terminal. */
const READER_GONE: readonly unknown[] = ['EPIPE', 'ECONNRESET', 'EIO'];

export function isReaderGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && READER_GONE.includes(error.code);
}

export interface OutputOptions {
  /** Whether the command keeps running, and exits with success, when its reader is gone. */
  readonly isService: boolean;
}

/**
 * Prevents a failed write from ending the process. Results that cannot be written are a failure of the command, reported
 * unless their reader is gone, as `head` is once it has enough lines. A log line that cannot be written is lost; later
 * lines are written again as soon as that is possible.
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
