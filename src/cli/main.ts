#!/usr/bin/env node
import { platforms } from '../platforms/index.ts';
import { agentsHistory } from './agents-history.ts';
import { backtest } from './backtest.ts';
import { checkConfig } from './check-config.ts';
import { queueApply } from './queue-apply.ts';
import { queuePlan } from './queue-plan.ts';
import { record } from './record.ts';
import { type Handlers, runCli } from './run-cli.ts';
import { serve } from './serve.ts';
import { simulate } from './simulate.ts';
import { openTerminal } from './terminal.ts';
import { version } from './version.ts';

const { argv, env, stdout, stderr } = process;
const handlers: Handlers = {
  serve,
  simulate,
  record,
  backtest,
  'check-config': (invocation) => checkConfig(invocation, platforms),
  'agents history': (invocation) => agentsHistory(invocation, platforms),
  'queue plan': (invocation) => queuePlan(invocation, platforms, openTerminal(process)),
  'queue apply': (invocation) => queueApply(invocation, platforms, openTerminal(process)),
};
process.exitCode = await runCli(argv.slice(2), handlers, { env, version, stdout, stderr });
