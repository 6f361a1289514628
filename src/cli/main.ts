#!/usr/bin/env node
import { runCli } from './run-cli.ts';
import { serve } from './serve.ts';
import { version } from './version.ts';

const { argv, env, stdout, stderr } = process;
process.exitCode = await runCli(argv.slice(2), { serve }, { env, version, stdout, stderr });
