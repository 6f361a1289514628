import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/args/commands.ts';
import { environmentName } from '../../src/cli/args/flags.ts';
import { ConfigError } from '../../src/config/index.ts';
import { run } from './run.ts';

const names = Object.keys(commands);

describe('the command line', () => {
  it.each([
    [[], 'serve', {}],
    [['--log.level=warn'], 'serve', {}],
    [['serve'], 'serve', {}],
    [['check-config', 'a.yaml'], 'check-config', { file: 'a.yaml' }],
    [['check-config', '--probe', 'a.yaml'], 'check-config', { file: 'a.yaml' }],
    [['check-config', '--', '-a.yaml'], 'check-config', { file: '-a.yaml' }],
    [['backtest', '--output', 'jsonl', '-'], 'backtest', { trace: '-' }],
    [['queue', 'plan', '--config.file=a', 'b.yaml'], 'queue plan', { file: 'b.yaml' }],
  ])('parses %j as the command %s', async (argv, name, args) => {
    const { code, calls } = await run(argv);
    expect(code).toBe(0);
    expect(calls).toMatchObject([{ name, args }]);
  });

  it.each([
    [['serve', '--log.format=json'], {}],
    [['serve', '--log.format', 'json'], {}],
    [['serve'], { CCE_LOG_FORMAT: 'json' }],
  ])('writes nothing but JSON lines to stderr for %j %j', async (argv, env) => {
    const problems = [1, 2].map((line) => ({
      file: 'a.yaml',
      line,
      column: 1,
      path: 'x',
      message: 'is wrong',
    }));
    const { code, stderr } = await run(argv, {
      env,
      handlers: {
        serve: async (invocation) => {
          invocation.stderr.write('A plain line.\n');
          invocation.stderr.write('{"ts":"1","level":"warn","msg":"logged"}\n');
          throw new ConfigError(problems);
        },
      },
    });
    expect(code).toBe(2);
    expect(
      stderr
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toMatchObject([
      { level: 'info', msg: 'A plain line.' },
      { ts: '1', level: 'warn', msg: 'logged' },
      { level: 'error', msg: 'a.yaml:1:1: x: is wrong' },
      { level: 'error', msg: 'a.yaml:2:1: x: is wrong' },
    ]);
  });

  it('writes usage errors as JSON lines, and prefers the command line to the environment', async () => {
    const wrong = await run(['serve', '--log.format=json', '--bogus']);
    expect(JSON.parse(wrong.stderr)).toMatchObject({
      level: 'error',
      msg: expect.stringContaining('--bogus'),
    });
    const plain = await run(['serve', '--log.format=logfmt', '--bogus'], { env: { CCE_LOG_FORMAT: 'json' } });
    expect(plain.stderr).toMatch(/^contact-center-exporter: unknown flag --bogus/);
  });

  it.each([
    [['check-confg', 'a'], 'unknown command "check-confg"; did you mean "check-config"?'],
    [['config.yaml'], 'unknown command "config.yaml"'],
    [['queue'], 'queue needs one of plan, apply'],
    [['queue', 'destroy'], 'queue needs one of plan, apply'],
    [['check-config'], 'check-config needs FILE; such as: contact-center-exporter check-config config.yaml'],
    [['check-config', 'a', 'b'], 'check-config does not take "b"'],
    [['--log.level=warn', 'simulate'], 'serve does not take "simulate"; give the command before the flags'],
  ])('rejects %j as wrong usage', async (argv, message) => {
    const { code, stdout, stderr, calls } = await run(argv);
    expect({ code, stdout, calls }).toEqual({ code: 2, stdout: '', calls: [] });
    expect(stderr.startsWith(`contact-center-exporter: ${message}; see `)).toBe(true);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('warns of unknown CCE_ variables, and suggests the nearest one', async () => {
    const env = {
      CCE_CONFIG_FLIE: 'secret',
      CCE_COLOUR: '',
      CCE_SEED: '7',
      CCE_LOG_FORMAT: 'json',
      OTHER: 'x',
    };
    const { code, stderr, calls } = await run(['serve'], { env });
    expect({ code, calls: calls.length }).toEqual({ code: 0, calls: 1 });
    const lines = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toEqual([
      {
        ts: expect.any(String),
        level: 'warn',
        msg: 'Unknown environment variable CCE_CONFIG_FLIE; did you mean "CCE_CONFIG_FILE"?',
      },
      { ts: expect.any(String), level: 'warn', msg: 'Unknown environment variable CCE_COLOUR' },
    ]);
  });

  it('refers to the help of the command that was used wrongly', async () => {
    expect((await run(['simulate', '--sed=1'])).stderr).toBe(
      'contact-center-exporter: unknown flag --sed; did you mean "--seed"?; see contact-center-exporter simulate --help\n',
    );
    expect((await run(['--sed=1'])).stderr).toContain('; see contact-center-exporter --help\n');
  });

  it.each([[['help']], [['help', 'serve']], [['queue', '--help']], [['agents', '-h']]])(
    'lists the commands for %j',
    async (argv) => {
      const { code, stdout } = await run(argv);
      expect(code).toBe(0);
      expect(stdout).toBe((await run(['--help'])).stdout);
    },
  );

  it('rejects a command without a handler', async () => {
    expect((await run(['record'], { handlers: { record: undefined } })).stderr).toContain(
      'unknown command "record"',
    );
    expect((await run(['--help'], { handlers: { record: undefined } })).stdout).not.toContain('record');
  });

  it('exits with the code that the command resolves to', async () => {
    expect((await run([], { handlers: { serve: async () => 1 } })).code).toBe(1);
  });

  it('shows version, revision, Node.js and platform', async () => {
    for (const argv of [['--version'], ['simulate', '--version']]) {
      expect(await run(argv)).toMatchObject({
        code: 0,
        stdout:
          'contact-center-exporter 1.2.3 (revision: unknown)\n  Node.js:  v24.0.0\n  platform: linux/x64\n',
        stderr: '',
        calls: [],
      });
    }
  });
});

describe('help', () => {
  it('lists each command and the flags of the default command', async () => {
    for (const argv of [['--help'], ['-h']]) {
      const { code, stdout } = await run(argv);
      expect(code).toBe(0);
      for (const name of names) expect(stdout).toContain(`\n  ${name}  `);
      expect(stdout).toContain('--web.listen-address=HOST:PORT');
    }
  });

  it.each(names)('names arguments, flags with their defaults, and an example of %s', async (name) => {
    const { code, stdout, stderr, calls } = await run([...name.split(' '), '--help']);
    expect({ code, stderr, calls }).toEqual({ code: 0, stderr: '', calls: [] });
    const command = commands[name as keyof typeof commands];
    expect(stdout).toContain(`Usage: contact-center-exporter ${name} [flags]`);
    for (const flag of Object.keys(command.flags))
      expect(stdout).toMatch(new RegExp(`\n  --${RegExp.escape(flag)}[= ]`));
    expect(stdout).toContain('(default info)');
    expect(stdout).toContain(`Example:\n  contact-center-exporter ${command.example}\n`);
    expect(stdout).toContain(environmentName(Object.keys(command.flags)[0] ?? ''));
  });

  it.each(names)('shows a working example of %s', async (name) => {
    const { example } = commands[name as keyof typeof commands];
    const { code, calls } = await run(example.split(' '));
    expect(code).toBe(0);
    expect(calls).toMatchObject([{ name }]);
  });
});

describe('an error of a command', () => {
  const failing = (error: unknown) => run([], { handlers: { serve: () => Promise.reject(error) } });

  it('reports an error of a command in one line, with its causes', async () => {
    const cause = new Error('connect ECONNREFUSED\n127.0.0.1:1', { cause: new Error('deeper') });
    expect(await failing(new Error('cannot listen', { cause }))).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'contact-center-exporter: cannot listen: connect ECONNREFUSED 127.0.0.1:1: deeper\n',
    });
    const told = new Error('cannot listen: deeper', { cause: new Error('deeper') });
    expect((await failing(told)).stderr).toBe('contact-center-exporter: cannot listen: deeper\n');
    expect((await failing('text')).stderr).toBe('contact-center-exporter: text\n');
    expect((await failing(new TypeError())).stderr).toBe('contact-center-exporter: TypeError\n');
  });

  it('reports each problem of the configuration in a line', async () => {
    const problems = [
      { file: 'a.yaml', path: '', message: 'does not exist' },
      { file: 'a.yaml', line: 2, column: 3, path: 'tenants', message: 'is missing' },
    ];
    expect(await failing(new ConfigError(problems))).toMatchObject({
      code: 2,
      stderr: 'a.yaml: does not exist\na.yaml:2:3: tenants: is missing\n',
    });
  });
});
