import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Environment } from '../../../config/index.ts';
import { commands, DEFAULT_COMMAND, PROGRAM } from '../../args/commands.ts';
import { UsageError } from '../../args/errors.ts';
import { readFlags, splitArguments } from '../../args/flags.ts';

/** Names of the executable: from source, compiled, and the link that npm makes. */
const EXECUTABLES = ['main.ts', 'main.js', PROGRAM];

/**
 * The flags with which a process of this machine serves: those of its command line, else of `env`, else their defaults.
 * @throws UsageError when the process cannot be read or is not an exporter.
 */
export async function flagsOfProcess(pid: number, env: Environment) {
  const words = await commandLine(pid);
  const executable = words.findIndex((word) => EXECUTABLES.includes(basename(word)));
  const [command = DEFAULT_COMMAND, ...rest] = words.slice(executable + 1);
  const isDefault = command.startsWith('-');
  if (executable === -1 || (!isDefault && command !== DEFAULT_COMMAND)) {
    throw new UsageError(`process ${pid} is not a serving exporter; give --web.listen-address instead`);
  }
  const { serve } = commands;
  return readFlags(
    serve.flags,
    splitArguments(isDefault ? [command, ...rest] : rest, serve.flags).given,
    env,
  );
}

/** Source of the format: Linux manual, proc_pid_cmdline(5): words that each end with a null byte. */
async function commandLine(pid: number): Promise<readonly string[]> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').slice(0, -1);
  } catch {
    throw new UsageError(`cannot read the command line of process ${pid}; give --web.listen-address instead`);
  }
}
