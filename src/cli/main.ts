#!/usr/bin/env node
import { platforms } from '../platforms/index.ts';
import { backtest } from './backtest.ts';
import { checkConfig } from './check-config.ts';
import { record } from './record.ts';
import { runCli } from './run-cli.ts';
import { serve } from './serve.ts';
import { simulate } from './simulate.ts';
import { version } from './version.ts';

const { argv, env, stdout, stderr } = process;
const handlers = {
  serve,
  simulate,
  record,
  backtest,
  'check-config': (invocation: Parameters<typeof checkConfig>[0]) => checkConfig(invocation, platforms),
};
process.exitCode = await runCli(argv.slice(2), handlers, { env, version, stdout, stderr });
