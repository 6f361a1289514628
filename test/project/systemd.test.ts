import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALLOCATOR, NODE_FLAGS } from '../../src/app/process/restart-with-settings.ts';
import { commands } from '../../src/cli/args/commands.ts';
import { environmentName } from '../../src/cli/args/flags.ts';
import { run } from '../cli/run.ts';

const UNIT = 'systemd/contact-center-exporter.service';
const unit = readFileSync(UNIT, 'utf8');
const setting = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1];

/** Upper limit of systemd's own exposure score, 0 to 10: "OK" ends at 4; this unit has 1.5 with systemd 252. */
const EXPOSURE_LIMIT = 20;

const analyze = (...args: readonly string[]) => spawnSync('systemd-analyze', args, { encoding: 'utf8' });

describe('the systemd unit', () => {
  it('is one that systemd accepts without a warning', () => {
    const { status, stdout, stderr } = analyze('verify', '--man=no', UNIT);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('leaves the exporter few rights', () => {
    // The threshold is in tenths; the command fails above it.
    const args = ['security', '--offline=yes', `--threshold=${EXPOSURE_LIMIT}`, '--no-pager', UNIT];
    expect(analyze(...args).status).toBe(0);
  });

  it('starts the compiled program with a configuration file, and reloads it by SIGHUP', async () => {
    const { bin, name } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(setting('ExecStart')).toMatch(new RegExp(`/lib/node_modules/${name}/${bin[name]}$`));
    expect(setting('ExecReload')).toBe('/bin/kill -HUP $MAINPID');
    const [variable = '', value = ''] = setting('Environment')?.split('=') ?? [];
    const { code, calls } = await run([], { env: { [variable]: value } });
    expect(code).toBe(0);
    expect(calls).toMatchObject([{ name: 'serve', flags: { 'config.file': value } }]);
  });

  it('has the memory settings that the service cannot give itself on sockets of systemd', () => {
    expect(setting('ExecStart')).toContain(` node ${NODE_FLAGS.join(' ')} /`);
    const variables = Object.entries(ALLOCATOR).map(([name, value]) => `${name}=${value}`);
    expect(unit.split('\n')).toContain(`Environment=${variables.join(' ')}`);
  });

  it('runs as the user that the sysusers file creates, with the state folder as its home', () => {
    const user = /^u (\S+) - "[^"]+" (\S+)$/m.exec(
      readFileSync('systemd/contact-center-exporter.sysusers', 'utf8'),
    );
    expect([user?.[1], user?.[2]]).toEqual([setting('User'), `/var/lib/${setting('StateDirectory')}`]);
    expect(setting('Group')).toBe(setting('User'));
  });

  it('has an environment file with variables that the exporter knows', () => {
    const known = Object.keys(commands.serve.flags).map(environmentName);
    const variables = readFileSync('systemd/environment', 'utf8').match(/(?<=^#)CCE_\w+(?==)/gm) ?? [];
    expect(variables.length).toBeGreaterThan(2);
    expect(variables.filter((each) => !known.includes(each))).toEqual([]);
  });
});
