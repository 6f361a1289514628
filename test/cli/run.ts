import { type Handlers, type Invocation, runCli } from '../../src/cli/args/run-cli.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** How each handler was called. */
  readonly calls: readonly { readonly name: string; readonly flags: object; readonly args: object }[];
}

/** Runs a command line against handlers that only note how they were called, unless others are given. */
export async function run(
  argv: readonly string[],
  { env = {}, handlers = {} }: { readonly env?: Record<string, string>; readonly handlers?: Handlers } = {},
): Promise<Outcome> {
  const calls: { name: string; flags: object; args: object }[] = [];
  const note = (name: string) => async (invocation: Invocation) => {
    calls.push({ name, flags: invocation.flags, args: invocation.args });
    return 0;
  };
  const noted: Handlers = {
    serve: note('serve'),
    healthcheck: note('healthcheck'),
    'check-config': note('check-config'),
    simulate: note('simulate'),
    record: note('record'),
    backtest: note('backtest'),
    'queue plan': note('queue plan'),
    'queue apply': note('queue apply'),
    'agents history': note('agents history'),
  };
  let stdout = '';
  let stderr = '';
  const code = await runCli(
    argv,
    { ...noted, ...handlers },
    {
      env,
      buildInfo: { version: '1.2.3', nodeVersion: 'v24.0.0', platform: 'linux/x64' },
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
    },
  );
  return { code, stdout, stderr, calls };
}
