#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
// Not by way of the module's index, which loads the whole exporter: a SIGHUP in the meantime would end the process.
import { restartWithSettings } from './app/process/restart-with-settings.ts';
import { bufferSighup } from './app/process/sighup.ts';
import type { Handlers } from './cli/index.ts';

const { argv, env, stdout, stderr } = process;
const word = argv[2] ?? '-';
// Only `serve`, which is also the default command, reloads on SIGHUP. Every other command ends.
const isService = word === 'serve' || word.startsWith('-');
// The cache lies beside the packages, where no other user can write. It makes the next start much faster.
const cache = join(import.meta.dirname, '../node_modules/.cache/compiled');
if (isService) restartWithSettings(cache);
const sighup = isService ? bufferSighup() : undefined;

enableCompileCache(cache);
const { runCli } = await import('./cli/args/run-cli.ts');
const { buildInfo } = await import('./app/version.ts');
const { watchOutput } = await import('./cli/render/watch-output.ts');

const platforms = async () => (await import('./platforms/index.ts')).platforms;
const terminal = async () => (await import('./cli/render/terminal.ts')).openTerminal(process);

/** Each command's code is loaded only when that command runs, so that every command starts quickly. */
const handlers: Handlers = {
  serve: async (invocation) => (await import('./cli/commands/serve.ts')).serve(invocation, sighup),
  simulate: async (invocation) => (await import('./cli/commands/simulate.ts')).simulate(invocation),
  record: async (invocation) => (await import('./cli/commands/record.ts')).record(invocation),
  backtest: async (invocation) => (await import('./cli/commands/backtest.ts')).backtest(invocation),
  healthcheck: async (invocation) =>
    (await import('./cli/commands/healthcheck/healthcheck.ts')).healthcheck(invocation),
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

watchOutput(stdout, stderr, { isService: sighup !== undefined });
const code = await runCli(argv.slice(2), handlers, { env, buildInfo, stdout, stderr });
// A failed write of the results has set the exit code already.
process.exitCode ||= code;
