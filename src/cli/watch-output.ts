import type { Writable } from 'node:stream';
import { EXIT, type TextSink } from './run-cli.ts';

/**
 * Whether or not somebody waits for a write to end: one that fails is a failure of the command, and no crash. Of a reader
 * that has gone, as `head` does when it has seen enough, nothing is said.
 */
export function watchOutput(stdout: Writable, stderr: TextSink): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && process.exitCode !== EXIT.failure)
      stderr.write(`The results cannot be written: ${error.message}\n`);
    process.exitCode = EXIT.failure;
  });
}
