import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Program, restartOf } from '../../../src/app/process/restart-with-settings.ts';
import { startExporter } from '../../support/exporter.ts';

const CACHE = '/srv/cache';
const program = (changes: Partial<Program> = {}): Program => ({
  execPath: '/usr/bin/node',
  execArgv: [],
  argv: ['/usr/bin/node', '/srv/main.ts', 'serve', '--log.level=warn'],
  env: { HOME: '/root' },
  ...changes,
});

describe('the restart of the service', () => {
  it('adds memory settings and keeps flags, arguments and environment', () => {
    const restart = restartOf(program({ execArgv: ['--enable-source-maps'] }), CACHE);
    expect(restart?.args).toEqual([
      '/usr/bin/node',
      '--max-semi-space-size=1',
      '--heap-growing-percent=40',
      '--v8-pool-size=1',
      '--no-wasm-tier-up',
      '--enable-source-maps',
      '/srv/main.ts',
      'serve',
      '--log.level=warn',
    ]);
    expect(restart?.env).toMatchObject({ HOME: '/root', MALLOC_ARENA_MAX: '1', NODE_COMPILE_CACHE: CACHE });
  });

  it('happens only once', () => {
    const { args, env } = restartOf(program(), CACHE) ?? expect.unreachable();
    const flags = args.filter((word) => /^--(max-semi|heap|v8|no-wasm)/.test(word));
    expect(restartOf(program({ execArgv: flags, env }), CACHE)).toBeUndefined();
  });

  it('keeps what the user set', () => {
    const given = { NODE_OPTIONS: '--max_semi_space_size=16', MALLOC_ARENA_MAX: '4' };
    const { args, env } = restartOf(program({ env: given }), CACHE) ?? expect.unreachable();
    expect(args.slice(1, 4)).toEqual(['--heap-growing-percent=40', '--v8-pool-size=1', '--no-wasm-tier-up']);
    expect(env).toMatchObject(given);
  });

  it.each(['--help', '-h', '--version'])('is left out for %s', (flag) => {
    expect(restartOf(program({ argv: ['node', 'main.ts', flag] }), CACHE)).toBeUndefined();
  });

  it('keeps the process id, and the settings reach the running service', async () => {
    const exporter = await startExporter([]);
    const words = (file: string) => readFileSync(`/proc/${exporter.child.pid}/${file}`, 'utf8').split('\0');
    expect(words('cmdline')).toContain('--max-semi-space-size=1');
    expect(words('environ')).toContain('MALLOC_ARENA_MAX=1');
    await exporter.stop();
  });
});
