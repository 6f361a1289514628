import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/args/commands.ts';
import { environmentName } from '../../src/cli/args/flags.ts';
import { run } from './run.ts';

async function flagsOf(
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const { calls, stderr } = await run(argv, { env });
  expect(stderr).toBe('');
  return { ...calls[0]?.flags };
}

async function refused(argv: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr, calls } = await run(argv, { env });
  expect({ code, stdout, calls }).toEqual({ code: 2, stdout: '', calls: [] });
  expect(stderr).toMatch(/^contact-center-exporter: [^\n]*; see [^\n]* --help\n$/);
  return stderr.slice('contact-center-exporter: '.length, stderr.lastIndexOf('; see'));
}

describe('the flags of serve', () => {
  it('gives the flags of serve the defaults of the contract', async () => {
    expect(await flagsOf([])).toEqual({
      'config.file': undefined,
      'config.auto-reload-interval': undefined,
      'web.listen-address': [{ host: undefined, port: 10980 }],
      'web.telemetry-path': '/metrics',
      'web.telemetry-tenants': true,
      'web.config.file': undefined,
      'web.roles.file': undefined,
      'web.external-url': undefined,
      'web.route-prefix': undefined,
      'web.systemd-socket': false,
      'web.enable-lifecycle': false,
      'shard.index': undefined,
      'shard.total': 1,
      'log.level': 'info',
      'log.format': 'logfmt',
    });
  });

  it.each([
    ['3', 3],
    ['contact-center-exporter-12', 12],
    ['eu-1-0', 0],
  ])('reads the shard index %s as %d', async (given, index) => {
    expect((await flagsOf([], { CCE_SHARD_INDEX: given }))['shard.index']).toBe(index);
  });

  it('accepts flags with an equals sign or a space', async () => {
    expect(
      await flagsOf(['--config.file=a.yaml', '--log.level', 'debug', '--web.enable-lifecycle']),
    ).toMatchObject({
      'config.file': 'a.yaml',
      'log.level': 'debug',
      'web.enable-lifecycle': true,
    });
  });

  it('accepts only listen addresses more than once', async () => {
    const argv = [':1', '127.0.0.1:2', '[::1]:3', 'localhost:0'].map(
      (each) => `--web.listen-address=${each}`,
    );
    expect((await flagsOf(argv))['web.listen-address']).toEqual([
      { host: undefined, port: 1 },
      { host: '127.0.0.1', port: 2 },
      { host: '::1', port: 3 },
      { host: 'localhost', port: 0 },
    ]);
    expect(await refused(['--log.level=info', '--log.level=debug'])).toBe(
      '--log.level is given twice; keep one',
    );
  });

  it('reads flags from the environment unless the command line sets them', async () => {
    const env = {
      CCE_CONFIG_FILE: 'env.yaml',
      CCE_WEB_LISTEN_ADDRESS: ':1, :2',
      CCE_WEB_ENABLE_LIFECYCLE: '1',
      CCE_LOG_LEVEL: 'warn',
      CCE_LOG_FORMAT: '',
    };
    expect(await flagsOf(['--log.level=error', '--web.enable-lifecycle=false'], env)).toMatchObject({
      'config.file': 'env.yaml',
      'web.listen-address': [{ port: 1 }, { port: 2 }],
      'web.enable-lifecycle': false,
      'log.level': 'error',
      'log.format': 'logfmt',
    });
  });

  it('turns off a flag that is on by default', async () => {
    for (const value of ['false', '0'])
      expect((await flagsOf([`--web.telemetry-tenants=${value}`]))['web.telemetry-tenants']).toBe(false);
    const env = { CCE_WEB_TELEMETRY_TENANTS: 'false' };
    expect((await flagsOf([], env))['web.telemetry-tenants']).toBe(false);
  });

  it('rejects an empty CCE_CONFIG_FILE, which would otherwise start the demo', async () => {
    expect(await refused([], { CCE_CONFIG_FILE: '' })).toBe('CCE_CONFIG_FILE must not be empty');
    expect(await flagsOf(['--config.file=a.yaml'], { CCE_CONFIG_FILE: '' })).toMatchObject({
      'config.file': 'a.yaml',
    });
  });

  it.each([
    [['--config.fiel=x'], 'unknown flag --config.fiel; did you mean "--config.file"?'],
    [['--colour'], 'unknown flag --colour'],
    [['-x'], 'unknown flag -x'],
    [['--__proto__=x'], 'unknown flag --__proto__'],
    [['--config.file'], '--config.file needs a value; write --config.file=FILE'],
    [['--config.file', '--log.level=info'], '--config.file needs a value; write --config.file=FILE'],
    [['--config.file='], '--config.file must not be empty'],
    [['--web.telemetry-tenants=no'], '--web.telemetry-tenants must be true, false, 1 or 0, not "no"'],
    [
      ['--web.telemetry-tenants'],
      '--web.telemetry-tenants needs a value; write --web.telemetry-tenants=true|false',
    ],
    [['--log.level=loud'], '--log.level must be one of debug, info, warn, error, not "loud"'],
    [['--web.enable-lifecycle=yes'], '--web.enable-lifecycle must be true, false, 1 or 0, not "yes"'],
    [['--web.telemetry-path=metrics'], '--web.telemetry-path must be a path such as /metrics, not "metrics"'],
    [
      ['--web.telemetry-path=/-/ready'],
      '--web.telemetry-path must be a path that the exporter does not use itself, not "/-/ready"',
    ],
    [
      ['--web.telemetry-path=/probe'],
      '--web.telemetry-path must be a path that the exporter does not use itself, not "/probe"',
    ],
    [
      ['--shard.index=one'],
      '--shard.index must be a number from 0, or a pod name that ends with one, not "one"',
    ],
    [['--shard.total=0'], '--shard.total must be a whole number, 1 or more, not "0"'],
    [['serve', 'now'], 'serve does not take "now"'],
  ])('rejects %j', async (argv, message) => {
    expect(await refused(argv)).toBe(message);
  });

  it.each(['10980', 'localhost', ':65536', '::1:80', '[::1]', 'a b:1', ':', '', 'host:x'])(
    'rejects %j as an address',
    async (address) => {
      expect(await refused([`--web.listen-address=${address}`])).toContain('must be host:port or :port');
    },
  );

  it('names the environment variable of an invalid value', async () => {
    expect(await refused([], { CCE_WEB_ENABLE_LIFECYCLE: 'yes' })).toBe(
      'CCE_WEB_ENABLE_LIFECYCLE must be true, false, 1 or 0, not "yes"',
    );
  });
});

describe('the flags of every command', () => {
  it('parses numbers and durations', async () => {
    const argv = ['simulate', '--seed=7', '--time-factor=2.5', '--duration=1h30m', '--interval=500ms'];
    expect(await flagsOf(argv)).toMatchObject({
      'listen-address': { host: '127.0.0.1', port: 10990 },
      seed: 7,
      'time-factor': 2.5,
      duration: 5400,
      interval: 0.5,
    });
    for (const wrong of ['--seed=-1', '--seed=1e3', '--time-factor=0', '--duration=0s', '--interval=5']) {
      expect(await refused(['simulate', wrong])).toMatch(/ must be /);
    }
  });

  it('reports a missing required flag', async () => {
    expect(await refused(['agents', 'history', '--agent=1'])).toBe(
      '--config.file is missing; add --config.file=FILE',
    );
    expect(await flagsOf(['agents', 'history', '--agent=1'], { CCE_CONFIG_FILE: 'a.yaml' })).toMatchObject({
      'config.file': 'a.yaml',
      agent: '1',
      hours: 86_400,
      interval: 900,
      format: 'table',
    });
  });

  it('has valid defaults and distinct environment variables for every flag', () => {
    for (const { flags } of Object.values(commands)) {
      for (const each of Object.values(flags)) {
        if (!each.required)
          expect(() => each.read(each.default === undefined ? [] : [each.default])).not.toThrow();
      }
      const variables = Object.keys(flags).map(environmentName);
      expect(new Set(variables).size).toBe(variables.length);
      expect(variables.every((name) => /^CCE_[A-Z_]+$/.test(name))).toBe(true);
    }
  });
});
