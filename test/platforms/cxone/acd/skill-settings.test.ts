import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { cxoneAcd } from '../../../../src/platforms/cxone/acd/index.ts';
import { type ApplyOptions, applyToQueue } from '../../../../src/queue-routing/apply.ts';
import { makePlan } from '../../../../src/queue-routing/index.ts';
import { planQueue } from '../../../../src/queue-routing/plan.ts';
import type { TenantOptions } from '../../../../src/simulator/server.ts';
import { applyOptions, context } from '../../../queue-routing/simulated.ts';
import { closeSimulatorsAfterEach, stoppedSimulator } from '../../../simulator/support/http.ts';
import { connectAdapter } from '../../../support/adapter.ts';
import { connect, ROOT } from './support.ts';

closeSimulatorsAfterEach();

const SKILL = '4001';
const DESIRED = { serviceLevelGoal: 90, shortAbandonThresholdSeconds: 12 };

async function simulated(options: Partial<TenantOptions> = {}) {
  const { simulator, tenant } = await stoppedSimulator({
    api: 'acd',
    centre: 'small_queues',
    consistencyDelaySeconds: 0,
    ...options,
  });
  const { routing, collect } = connectAdapter(cxoneAcd, { settings: tenant.exporterSettings });
  if (!routing) throw new Error('no routing');
  const { id } = tenant.centre().queues[0]!;
  const plan = async () => planQueue((await routing.read(SKILL, context()))!, DESIRED);
  return {
    simulator,
    tenant,
    routing,
    collect,
    plan,
    apply: async (changes: Partial<ApplyOptions> = {}) =>
      applyToQueue(await plan(), applyOptions(routing, changes)),
    truth: () => tenant.centre().routing.of(id)!.settings,
    somebodyElse: (serviceLevelGoal: number) =>
      tenant.centre().routing.change(id, { serviceLevelGoal }, 'somebody else', tenant.centre().now),
  };
}

describe('CXone ACD: settings of a skill', () => {
  it('reads the settings of a skill in any spelling, and requests nothing else', async () => {
    const { server, adapter } = await connect([
      http.get(`${ROOT}/skills/4001`, () =>
        HttpResponse.json({
          SkillName: 'Sales',
          mediaTypeId: '4',
          serviceLevelGoal: '80',
          ServiceLevelThreshold: 20,
          enableShortAbandon: 'True',
          shortAbandonThreshold: 'soon',
          scriptId: 7,
        }),
      ),
    ]);
    const skill = await adapter.routing?.read(SKILL, context());
    expect(skill).toMatchObject({ id: SKILL, name: 'Sales', media: 'voice' });
    expect(skill?.version).toBeUndefined();
    expect(skill?.settings).toEqual({
      serviceLevelGoal: 80,
      serviceLevelThresholdSeconds: 20,
      enableShortAbandon: true,
    });
    const [{ url } = { url: '' }] = server.at(`${ROOT}/skills/4001`);
    expect(new URL(url, server.origin).searchParams.get('fields')).toContain('shortAbandonThreshold');
  });

  it('writes only the changed settings, which are visible afterwards', async () => {
    const { apply, truth, plan, collect } = await simulated();
    const before = truth();
    expect(await apply()).toEqual({ kind: 'applied' });
    expect(truth()).toEqual({ ...before, serviceLevelGoal: 90, shortAbandonSeconds: 12 });
    expect((await plan()).differences).toEqual([]);
    const { queues } = await collect('queues');
    expect(queues?.find((queue) => queue.id === SKILL)?.serviceLevelTarget).toBe(0.9);
  });

  it('does not overwrite settings that changed since the plan', async () => {
    const { apply, somebodyElse, truth, tenant } = await simulated();
    const journal = { begin: async () => String(somebodyElse(70).version), complete: async () => {} };
    expect(await apply({ journal })).toEqual({
      kind: 'conflict',
      differences: [{ field: 'serviceLevelGoal', before: 80, after: 70 }],
    });
    expect(truth().serviceLevelGoal).toBe(70);
    expect(tenant.requests.skill_write).toBeUndefined();
  });

  it('reports no success when written settings never become visible', async () => {
    const { apply } = await simulated({ consistencyDelaySeconds: 60 });
    expect(await apply()).toMatchObject({ kind: 'not_propagated', reason: 'it still shows other values' });
  });

  it('reports an unknown result when the response is lost and the settings do not become visible', async () => {
    const { apply, tenant } = await simulated();
    tenant.addFault({ kind: 'reset', endpoint: 'skill_write', count: 1 });
    expect(await apply()).toMatchObject({ kind: 'unknown' });
    expect(tenant.requests.skill_write).toEqual({ dropped: 1 });
  });

  it('writes nothing when the skill cannot be read first', async () => {
    const { plan, routing, tenant } = await simulated();
    const { queue } = await plan();
    tenant.addFault({ kind: 'status', status: 501, endpoint: 'skill_read' });
    expect(await routing.write(queue, DESIRED, context())).toMatchObject({ outcome: 'refused' });
    expect(tenant.requests.skill_write).toBeUndefined();
  });

  it.each([
    [
      '409',
      () =>
        HttpResponse.json({ error: 'Conflict', error_description: 'The dialer is running' }, { status: 409 }),
      /dialer is running/,
    ],
    ['403', () => HttpResponse.json({}, { status: 403 }), /lacks PUT \/skills\/\{skillId\} of the Admin API/],
    ['no success', () => HttpResponse.json({ success: 'false' }), /success: false/],
  ])('reports a rejected write after %s', async (_, answer, reason) => {
    const { adapter } = await connect([
      http.get(`${ROOT}/skills/4001`, () => HttpResponse.json({})),
      http.put(`${ROOT}/skills/4001`, answer),
    ]);
    const queue = await adapter.routing?.read(SKILL, context());
    expect(await adapter.routing?.write(queue!, DESIRED, context())).toMatchObject({
      outcome: 'refused',
      reason: expect.stringMatching(reason),
    });
  });

  it('rejects settings that a skill does not have', async () => {
    const { routing } = await simulated();
    const settings = { ...DESIRED, maxWaitSeconds: 60, skills: [{ id: 's1', level: '1' }] };
    const { problems } = await makePlan(
      { tenant: 'acme', queues: [{ id: SKILL, settings }] },
      routing,
      context,
    );
    expect(problems.map(({ path }) => path)).toEqual([['maxWaitSeconds'], ['skills']]);
  });

  it('finds no settings of a missing skill, and names a missing permission', async () => {
    expect(await (await simulated()).routing.read('1', context())).toBeUndefined();
    const { routing } = await simulated({ scopes: ['RealTime'] });
    await expect(routing.read(SKILL, context())).rejects.toThrow(
      'lacks GET /skills/{skillId} of the Admin API',
    );
  });
});
