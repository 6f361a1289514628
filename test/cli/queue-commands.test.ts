import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpResponse, http } from 'msw';
import { describe, expect, it, onTestFinished } from 'vitest';
import { queueApply } from '../../src/cli/commands/queue/apply.ts';
import { queuePlan } from '../../src/cli/commands/queue/plan.ts';
import type { Terminal } from '../../src/cli/render/terminal.ts';
import { formatDesiredState } from '../../src/config/index.ts';
import { platforms } from '../../src/platforms/index.ts';
import type { DesiredQueue } from '../../src/queue-routing/desired.ts';
import { exporterConfig } from '../../src/simulator/index.ts';
import type { TenantOptions } from '../../src/simulator/server.ts';
import { closeSimulatorsAfterEach, stoppedSimulator } from '../simulator/support/http.ts';
import { startVendorApi } from '../support/vendor-api.ts';
import { type Outcome, run } from './run.ts';

closeSimulatorsAfterEach();

const MUTE: Terminal = { colour: false };
const QUICK = ['--propagation.interval=10ms', '--propagation.attempts=2'];

/** A folder with a configuration and a desired state, and the two commands on them. */
async function commandsOn(config: string, desired: string) {
  const folder = await mkdtemp(join(tmpdir(), 'queue-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = (name: string) => join(folder, name);
  await writeFile(path('config.yaml'), config);
  const desire = (text: string, name = 'desired.yaml') => writeFile(path(name), text);
  await desire(desired);
  const call = (command: 'plan' | 'apply', args: readonly string[], terminal: Terminal): Promise<Outcome> =>
    run(
      [
        'queue',
        command,
        `--config.file=${path('config.yaml')}`,
        `--audit-log=${path('audit.jsonl')}`,
        ...QUICK,
        ...args,
      ],
      {
        handlers: {
          'queue plan': (invocation) => queuePlan(invocation, platforms, terminal),
          'queue apply': (invocation) => queueApply(invocation, platforms, terminal),
        },
      },
    );
  return {
    path,
    desire,
    plan: (args: readonly string[] = [path('desired.yaml')], terminal = MUTE) => call('plan', args, terminal),
    apply: (args: readonly string[] = ['--yes', path('desired.yaml')], terminal = MUTE) =>
      call('apply', args, terminal),
    audit: async () =>
      (await readFile(path('audit.jsonl'), 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
  };
}

async function started(
  desired: (ids: readonly string[]) => readonly DesiredQueue[],
  options: Partial<TenantOptions> = {},
) {
  const { simulator, tenant } = await stoppedSimulator({
    centre: 'small_queues',
    consistencyDelaySeconds: 0,
    ...options,
  });
  const ids = tenant.centre().queues.map(({ id }) => id);
  const state = formatDesiredState({ tenant: 'acme', queues: desired(ids) });
  const versionOf = (id = '') => tenant.centre().routing.of(id)?.version;
  const somebodyElse = (id: string, maxWaitSeconds: number) =>
    tenant.centre().routing.change(id, { maxWaitSeconds }, 'somebody else', tenant.centre().now);
  const commands = await commandsOn(exporterConfig(simulator.tenants), state);
  return { ...commands, simulator, tenant, ids, versions: () => ids.map(versionOf), somebodyElse };
}

const firstTwo = ([first = '', second = '']: readonly string[]) => [
  { id: first, settings: { maxWaitSeconds: 600, skillRoutingType: 'all' } },
  { id: second, settings: { overflowThreshold: 9 } },
];

describe('queue plan', () => {
  it('shows differences, exits with 3, and writes nothing', async () => {
    const { plan, versions, path, ids } = await started((all) => [
      ...firstTwo(all),
      { id: all[2]!, settings: { maxWaitSeconds: 1800 } },
    ]);
    const { code, stdout } = await plan();
    expect(code).toBe(3);
    expect(stdout).toBe(
      `Desk of 3 (${ids[0]}), version 1
  max_wait_time       1800 -> 600
  skill_routing_type  any -> all

Desk of 4 (${ids[1]}), version 1
  overflow_threshold  50 -> 9

acme: 2 of 3 queues differ from ${path('desired.yaml')}
`,
    );
    expect(versions()).toEqual([1, 1, 1, 1, 1]);
    expect(existsSync(path('audit.jsonl'))).toBe(false);
  });

  it('shows added, removed and changed entries of lists', async () => {
    const { plan, tenant, ids } = await started(([id = '']) => [{ id, settings: { maxWaitSeconds: 10 } }]);
    const [queue, other] = tenant.centre().queues;
    const file = await started(() => [
      {
        id: ids[0]!,
        settings: {
          overflowTargets: [{ id: ids[2]!, threshold: 5 }],
          skills: [
            { id: queue!.skill.id, level: '4' },
            { id: other!.skill.id, level: '1' },
          ],
        },
      },
    ]);
    const { stdout } = await file.plan();
    expect(stdout).toContain(`  overflow_targets  - ${ids[1]} (threshold 50)
                    + ${ids[2]} (threshold 5)
  skills            ~ ${queue?.skill.id}: level 3 -> level 4
                    + ${other?.skill.id} (level 1)
`);
    const { stdout: coloured } = await plan(undefined, { colour: true });
    expect(coloured).toContain('\u001b[31m1800\u001b[39m -> \u001b[32m10\u001b[39m');
  });

  it('exits with 0 when no queue differs', async () => {
    const { plan } = await started(([id = '']) => [{ id, settings: { maxWaitSeconds: 1800 } }]);
    const { code, stdout } = await plan();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^acme: 0 of 1 queue differs from /);
  });

  it('prints a plan as JSON', async () => {
    const { plan, path, ids } = await started(firstTwo);
    const { code, stdout } = await plan(['--output=json', path('desired.yaml')]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      tenant: 'acme',
      queues: [
        {
          id: ids[0],
          name: 'Desk of 3',
          version: 1,
          differs: true,
          changes: [
            { setting: 'max_wait_time', before: 1800, after: 600 },
            { setting: 'skill_routing_type', before: 'any', after: 'all' },
          ],
        },
        { id: ids[1], changes: [{ setting: 'overflow_threshold', before: 50, after: 9 }] },
      ],
      unreadable: [],
      in_doubt: [],
    });
  });

  it('exits with 2 and the line of the file for a setting that the platform does not have', async () => {
    const { plan, path, desire, ids } = await started(firstTwo);
    await desire(`tenant: acme
queues:
  - id: nobody
    max_wait_time: 60
  - id: ${ids[0]}
    skills: [{ id: nothing, level: 1 }]
    overflow_targets:
      - { id: nowhere, threshold: 5 }
`);
    const { code, stdout, stderr } = await plan();
    expect([code, stdout]).toEqual([2, '']);
    expect(
      stderr.replaceAll(`${path('desired.yaml')}:`, ''),
    ).toBe(`3:9: queues[0].id: is not a queue of this tenant
6:20: queues[1].skills[0].id: is not a skill of this tenant
8:15: queues[1].overflow_targets[0].id: is not a queue of this tenant
`);
  });

  it('exits with 2 for a tenant that is not configured', async () => {
    const { plan, desire } = await started(firstTwo);
    await desire('tenant: globex\nqueues: [{ id: q, max_wait_time: 60 }]\n');
    const { code, stderr } = await plan();
    expect(code).toBe(2);
    expect(stderr).toMatch(/desired\.yaml:1:9: tenant: is not a tenant of .*; known: acme/);
  });

  it('exits with 2 for a platform without queue configuration', async () => {
    const { simulator } = await stoppedSimulator({
      platform: 'genesys',
      api: 'details',
      centre: 'small_queues',
    });
    const desired = 'tenant: acme\nqueues: [{ id: q, max_wait_time: 60 }]\n';
    const { plan } = await commandsOn(exporterConfig(simulator.tenants), desired);
    const { code, stderr } = await plan();
    expect(code).toBe(2);
    expect(stderr).toContain('desired.yaml:1:9: tenant: has platform: genesys, api: details');
  });

  it('warns that a platform without versions overwrites concurrent changes', async () => {
    const { simulator } = await stoppedSimulator({ api: 'acd', centre: 'small_queues' });
    const { plan, desire } = await commandsOn(
      exporterConfig(simulator.tenants),
      'tenant: acme\nqueues: [{ id: "4001", service_level_goal: 90, short_abandon_threshold: 5 }]\n',
    );
    const { code, stdout } = await plan();
    expect(code).toBe(3);
    expect(stdout).toContain(
      'Desk of 3 (4001)\n  service_level_goal  80 -> 90\n\nThis platform has no configuration versions',
    );
    await desire('tenant: acme\nqueues:\n  - id: "4001"\n    max_wait_time: 60\n');
    const { code: refused, stderr } = await plan();
    expect(refused).toBe(2);
    expect(stderr).toContain(
      'desired.yaml:4:20: queues[0].max_wait_time: is not a queue setting of this platform',
    );
  });

  it('exits with 1 and names the missing scope when reading is forbidden', async () => {
    const { plan } = await started(firstTwo, { scopes: ['routing:queues:write'] });
    const { code, stdout } = await plan();
    expect(code).toBe(1);
    expect(stdout).toContain('failed to plan: the client lacks the scope routing:queues:read');
  });
});

describe('queue apply', () => {
  it('does not start when no terminal can confirm', async () => {
    const { apply, path, tenant } = await started(firstTwo);
    const { code, stderr } = await apply([path('desired.yaml')]);
    expect(code).toBe(2);
    expect(stderr).toContain('add --yes');
    expect(tenant.requests).toEqual({});
  });

  it('shows the plan, and applies nothing without confirmation', async () => {
    const { apply, path, versions, tenant } = await started(firstTwo);
    const questions: string[] = [];
    const no = async (question: string) => questions.push(question) < 0;
    const args = [`--rollback-file=${path('back.yaml')}`, path('desired.yaml')];
    const { code, stdout, stderr } = await apply(args, { colour: false, confirm: no });
    expect(code).toBe(1);
    expect(questions).toEqual(['Apply this to 2 queues of acme?']);
    expect(stdout).toContain('max_wait_time       1800 -> 600');
    expect(stderr).toBe('Not applied.\n');
    expect(versions()).toEqual([1, 1, 1, 1, 1]);
    expect(tenant.requests.routing_queue_write).toBeUndefined();
    expect([existsSync(path('back.yaml')), existsSync(path('audit.jsonl'))]).toEqual([false, false]);
  });

  it('applies a confirmed plan, so that the next plan is empty', async () => {
    const { apply, plan, path, versions, ids } = await started(firstTwo);
    const { code, stdout } = await apply([path('desired.yaml')], {
      colour: false,
      confirm: async () => true,
    });
    expect(stdout).toContain(`Desk of 3 (${ids[0]}): applied, version 2
Desk of 4 (${ids[1]}): applied, version 2
acme: 2 applied
`);
    expect(code).toBe(0);
    expect(versions()).toEqual([2, 2, 1, 1, 1]);
    expect((await plan()).code).toBe(0);
    expect((await apply([path('desired.yaml')], { colour: false, confirm: async () => false })).code).toBe(0);
  });

  it('keeps settings that the desired state omits, and records each write before and after it', async () => {
    const { apply, audit, tenant, ids } = await started(firstTwo);
    const before = tenant.centre().routing.of(ids[0]!)!.settings;
    await apply();
    expect(tenant.centre().routing.of(ids[0]!)!.settings).toEqual({
      ...before,
      maxWaitSeconds: 600,
      skillRoutingType: 'all',
    });
    expect((await audit()).map(({ event, queue_id, outcome }) => [event, queue_id ?? outcome])).toEqual([
      ['intent', ids[0]],
      ['completion', 'applied'],
      ['intent', ids[1]],
      ['completion', 'applied'],
    ]);
  });

  it('writes a rollback file that undoes the change', async () => {
    const { apply, path, tenant, ids } = await started(firstTwo);
    const settings = () => ids.map((id) => tenant.centre().routing.of(id)?.settings);
    const before = settings();
    await apply(['--yes', `--rollback-file=${path('back.yaml')}`, path('desired.yaml')]);
    expect(settings()).not.toEqual(before);
    expect((await apply(['--yes', path('back.yaml')])).code).toBe(0);
    expect(settings()).toEqual(before);
  });

  it('sends nothing when the rollback file exists already', async () => {
    const { apply, path, tenant, desire } = await started(firstTwo);
    await desire('precious', 'back.yaml');
    const { code, stderr } = await apply([
      '--yes',
      `--rollback-file=${path('back.yaml')}`,
      path('desired.yaml'),
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('back.yaml already exists');
    expect(await readFile(path('back.yaml'), 'utf8')).toBe('precious');
    expect(tenant.requests).toEqual({});
  });

  it('reduces the rollback file to the queues that were written', async () => {
    const { apply, path, ids, somebodyElse } = await started(firstTwo);
    const racing = async () => {
      somebodyElse(ids[0]!, 77);
      return true;
    };
    const args = [`--rollback-file=${path('back.yaml')}`, path('desired.yaml')];
    const { code, stdout } = await apply(args, { colour: false, confirm: racing });
    expect(code).toBe(1);
    expect(
      stdout,
    ).toContain(`Desk of 3 (${ids[0]}): not applied: it was changed by another client since the plan; now version 2:
  max_wait_time  1800 -> 77
Desk of 4 (${ids[1]}): applied, version 2
acme: 1 conflict, 1 applied
`);
    const rollback = await readFile(path('back.yaml'), 'utf8');
    expect(rollback).not.toContain(ids[0]);
    expect(rollback).toContain(ids[1]);
  });

  it('deletes the rollback file when no queue was written', async () => {
    const { apply, path } = await started(firstTwo, { scopes: ['routing:queues:read'] });
    const { code, stdout } = await apply([
      '--yes',
      `--rollback-file=${path('back.yaml')}`,
      path('desired.yaml'),
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain('not applied: the client lacks the scope routing:queues:write; grant it');
    expect(stdout).toContain('acme: 2 refused\n');
    expect(existsSync(path('back.yaml'))).toBe(false);
  });

  it('shows rejected settings with the lines of the file', async () => {
    const queue = { id: 'q1', maxWaitTime: 1800, skills: [], version: 1 };
    const refusal = () =>
      HttpResponse.json(
        {
          errors: [
            { field: 'maxWaitTime', message: 'is more than your contract allows' },
            { field: 'skills[0].level', message: 'is above 5' },
          ],
        },
        { status: 400 },
      );
    const server = await startVendorApi(
      http.post('/api/v2/oauth/token', () => HttpResponse.json({ access_token: 'token', expires_in: 3600 })),
      http.get('/api/v2/routing/skills', () => HttpResponse.json({ results: [{ id: 's1' }] })),
      http.get('/api/v2/routing/queues/q1', () => HttpResponse.json(queue)),
      http.put('/api/v2/routing/queues/q1', refusal),
    );
    const { apply, path, audit } = await commandsOn(
      `tenants:
  - { name: acme, platform: cxone, api: v2, base_url: ${server.origin}, oauth: { client_id: a, client_secret: b } }
`,
      `tenant: acme
queues:
  - id: q1
    max_wait_time: 7200
    skills:
      - { id: s1, level: "9" }
`,
    );
    const { code, stdout } = await apply();
    expect(code).toBe(1);
    expect(stdout.replaceAll(path('desired.yaml'), 'FILE')).toContain(
      `  FILE:4:20: queues[0].max_wait_time: is more than your contract allows
  FILE:6:26: queues[0].skills[0].level: is above 5
`,
    );
    expect((await audit())[1]).toMatchObject({
      outcome: 'refused',
      problems: [
        { field: 'max_wait_time', message: 'is more than your contract allows' },
        { field: 'skills.0.level', message: 'is above 5' },
      ],
    });
  });

  it('fails when the change never becomes visible, and lets the next plan resolve it', async () => {
    const { apply, plan, audit, simulator, ids } = await started(
      ([id = '']) => [{ id, settings: { maxWaitSeconds: 600 } }],
      { consistencyDelaySeconds: 3600 },
    );
    const { code, stdout } = await apply();
    expect(code).toBe(1);
    expect(stdout).toContain(
      'accepted as version 2, but not visible on the platform: it still shows version 1',
    );
    expect((await audit())[1]).toMatchObject({ outcome: 'not_propagated', version: 2 });

    simulator.clock.skip(3600);
    const later = await plan();
    expect(later.code).toBe(0);
    expect(later.stdout).toContain(`In doubt: the write to Desk of 3 (${ids[0]}) of acme, over version 1,`);
    expect(later.stdout).toContain('Resolved: it was applied; now version 2');
    expect((await audit()).at(-1)).toMatchObject({ event: 'resolution', outcome: 'applied', version: 2 });
    expect((await plan()).stdout).not.toContain('In doubt');
  });

  it('reports a write in doubt of another tenant without resolving it', async () => {
    const { plan, apply, audit, path } = await started(([id = '']) => [
      { id, settings: { maxWaitSeconds: 600 } },
    ]);
    await apply();
    const [intent] = await audit();
    await writeFile(path('audit.jsonl'), `${JSON.stringify({ ...intent, tenant: 'globex' })}\n`);
    expect((await plan()).stdout).toContain('Run queue plan for globex to resolve it');
    expect(await audit()).toHaveLength(1);
  });
});
