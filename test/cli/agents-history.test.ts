import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentsHistory } from '../../src/cli/commands/agents-history.ts';
import { platforms } from '../../src/platforms/index.ts';
import { exporterConfig, startSimulator } from '../../src/simulator/index.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { agentProfiles, queueProfile } from '../simulator/support/centres.ts';
import { run } from './run.ts';

const DAY = 86_400;
const NOBODY = '00000000-0000-4000-8000-000000000000';

const AGENT = '11111111-1111-4111-8111-111111111111';
const WORKED_SECONDS = 12 * 3600;

let simulator: Simulator;
let folder: string;
let configFile: string;

beforeAll(async () => {
  // One agent who never goes home, and a clock that stands still.
  const centre = {
    seed: 1,
    warmUpSeconds: WORKED_SECONDS,
    queues: [queueProfile('q')],
    agents: agentProfiles(1, ['q'], { id: AGENT }),
  };
  simulator = await startSimulator({
    tenants: [
      { name: 'acme', platform: 'cxone', api: 'v2', centre },
      { name: 'globex', platform: 'genesys', api: 'details', centre },
    ],
    timeFactor: 0,
  });
  folder = await mkdtemp(join(tmpdir(), 'cce-history-'));
  configFile = join(folder, 'config.yaml');
  await writeFile(configFile, exporterConfig(simulator.tenants));
});
afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true });
});

const history = (...flags: string[]) =>
  run(['agents', 'history', `--config.file=${configFile}`, ...flags], {
    handlers: { 'agents history': (invocation) => agentsHistory(invocation, platforms) },
  });
const ofAgent = (...flags: string[]) => history('--tenant=acme', `--agent=${AGENT}`, ...flags);

describe('agents history', () => {
  it('prints the agent history as a chronological table with totals and shares', async () => {
    const { code, stdout, stderr } = await ofAgent();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [title, , head, ...rest] = stdout.split('\n');
    expect(title).toMatch(/^Agent \S+ of acme, \d{4}-\d\d-\d\d \d\d:\d\d to \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
    expect(head).toMatch(/^from +to +state +time$/);
    const intervals = rest.slice(0, rest.indexOf(''));
    expect(intervals.length).toBeGreaterThan(4);
    const begins = intervals.map((line) => line.slice(0, 16));
    expect(begins).toEqual(begins.toSorted());
    const totals = rest.slice(rest.indexOf('') + 2);
    expect(totals[0]).toMatch(/^\w+ +\d+:\d\d:\d\d +\d+\.\d % +█+$/);
    expect(totals.find((line) => line.startsWith('all'))).toMatch(/^all +\d+:\d\d:\d\d$/);
  });

  it('prints the agent history as JSON whose seconds add up to the logged-in time', async () => {
    const { code, stdout } = await ofAgent('--format=json', '--interval=1h');
    const { intervals, totals, ...rest } = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(rest).toMatchObject({ tenant: 'acme', agent_id: AGENT, interval_seconds: 3600 });
    expect(Date.parse(rest.to) - Date.parse(rest.from)).toBe(DAY * 1000);
    const sum = (rows: readonly { seconds: number }[]) => rows.reduce((all, { seconds }) => all + seconds, 0);
    // The period ends at a full second, which the clock may have passed.
    expect(Math.abs(sum(intervals) - WORKED_SECONDS)).toBeLessThan(1.1);
    expect(sum(totals)).toBeCloseTo(sum(intervals), 2);
    expect(totals.reduce((all: number, { share }: { share: number }) => all + share, 0)).toBeCloseTo(1);
  });

  it('prints the agent history as CSV after RFC 4180', async () => {
    const { stdout } = await ofAgent('--format=csv');
    const lines = stdout.split('\r\n');
    expect(lines[0]).toBe('from,to,state,seconds');
    expect(lines.at(-1)).toBe('');
    for (const line of lines.slice(1, -1))
      expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z,\d{4}-\d\d-\d\dT[\d:.]+Z,[a-z_]+,\d+(\.\d+)?$/);
  });

  it.each([
    ['table', /^No data for agent \S+ of acme, .* UTC\n$/, ''],
    ['json', /"intervals": \[\],/, /^No data for agent/],
    ['csv', /^from,to,state,seconds\r\n$/, /^No data for agent/],
  ])('states as %s that the period is empty', async (format, onStdout, onStderr) => {
    const { code, stdout, stderr } = await history(
      '--tenant=acme',
      `--agent=${NOBODY}`,
      `--format=${format}`,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(onStdout);
    expect(stderr).toMatch(onStderr === '' ? /^$/ : onStderr);
  });

  it.each([
    [['--agent=a'], '--tenant is missing; configured tenants: acme, globex'],
    [['--agent=a', '--tenant=acne'], 'unknown tenant "acne"; configured tenants: acme, globex'],
    [['--agent=a', '--tenant=globex'], 'tenant globex has no agent history'],
    [['--tenant=acme'], '--agent is missing'],
    [['--tenant=acme', '--agent=a', '--hours=0'], '--hours must be a number above 0'],
    [['--tenant=acme', '--agent=a', '--hours=9999'], '--hours must be at most 744'],
    [['--tenant=acme', '--agent=a', '--interval=90s'], '--interval must be whole minutes, such as 15m'],
  ])('reports %s as wrong usage', async (flags, problem) => {
    const { code, stdout, stderr } = await history(...flags);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(problem);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  it('reports an invalid response of the platform in one line', async () => {
    const tenant = simulator.tenants[0]!;
    tenant.addFault({ kind: 'status', status: 403, endpoint: 'agent_details', count: 1 });
    const { code, stdout, stderr } = await ofAgent();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^contact-center-exporter: agent_details: HTTP 403 .*\n$/);
    const secret = tenant.credentials.clientSecret;
    expect(stderr).not.toContain(secret);
  });
});
