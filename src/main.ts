#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { noteHangUps } from './app/index.ts';
import type { Handlers } from './cli/index.ts';

const { argv, env, stdout, stderr } = process;
const word = argv[2] ?? '-';
// Before anything that takes time. All other commands are ended by it: `serve`, which is also meant without a word, reloads.
const hangUps = word === 'serve' || word.startsWith('-') ? noteHangUps() : undefined;

// Compiled code is kept beside the packages, where nobody else can write: the next start is much quicker.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/compiled'));
const { runCli } = await import('./cli/args/run-cli.ts');
const { version } = await import('./cli/commands/version.ts');
const { watchOutput } = await import('./cli/render/watch-output.ts');

const platforms = async () => (await import('./platforms/index.ts')).platforms;
const terminal = async () => (await import('./cli/render/terminal.ts')).openTerminal(process);

/** Each command is loaded when it is run: the start of one does not wait for the others. */
const handlers: Handlers = {
  serve: async (invocation) => (await import('./cli/commands/serve.ts')).serve(invocation, hangUps),
  simulate: async (invocation) => (await import('./cli/commands/simulate.ts')).simulate(invocation),
  record: async (invocation) => (await import('./cli/commands/record.ts')).record(invocation),
  backtest: async (invocation) => (await import('./cli/commands/backtest.ts')).backtest(invocation),
  'check-config': async (invocation) =>
    (await import('./cli/commands/check-config.ts')).checkConfig(invocation, await platforms()),
  'agents history': async (invocation) =>
    (await import('./cli/commands/agents-history.ts')).agentsHistory(invocation, await platforms()),
  'queue plan': async (invocation) =>
    (await import('./cli/commands/queue/plan.ts')).queuePlan(invocation, await platforms(), await terminal()),
  'queue apply': async (invocation) =>
    (await import('./cli/commands/queue/apply.ts')).queueApply(
      invocation,
      await platforms(),
      await terminal(),
    ),
};

watchOutput(stdout, stderr, { isService: hangUps !== undefined });
const code = await runCli(argv.slice(2), handlers, { env, version, stdout, stderr });
// What could not be written has set it already.
process.exitCode ||= code;
