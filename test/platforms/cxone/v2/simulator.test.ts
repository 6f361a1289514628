import { describe, expect, it, onTestFinished } from 'vitest';
import { type AgentInterval, snakeCase } from '../../../../src/domain/index.ts';
import { cxoneV2 } from '../../../../src/platforms/cxone/v2/index.ts';
import type { ContactCentre } from '../../../../src/simulator/engine/contact-centre.ts';
import type { Fault } from '../../../../src/simulator/http/fault.ts';
import { startSimulator } from '../../../../src/simulator/index.ts';
import { connectAdapter, platformSettings } from '../../../support/adapter.ts';
import { NOW } from './support.ts';

/** The adapter against the simulator over HTTP: what it tells is what is the case in the simulated contact centre. */

const DAY = 86_400;

async function simulated() {
  const simulator = await startSimulator({
    tenants: [{ name: 'acme', platform: 'cxone', api: 'v2', centre: 'acme' }],
    startAt: NOW,
    // Stands still, so that an answer and the truth are of the same instant.
    timeFactor: 0,
    warmUpSeconds: 4 * 3600,
  });
  onTestFinished(() => simulator.close());
  const tenant = simulator.tenants[0]!;
  const settings = platformSettings(tenant);
  const agentIds = tenant
    .centre()
    .agents.slice(0, 40)
    .map(({ id }) => id);
  const adapter = connectAdapter(cxoneV2, { settings, agentIds, now: simulator.clock.now });
  return { simulator, tenant, adapter, agentIds };
}

/** Seconds by state, as far as the agent was logged in. */
function spent(centre: ContactCentre, agentId: string, from: number, to: number) {
  const sums: Record<string, number> = {};
  for (const { state, ...span } of centre.agentStates(agentId, from, to) ?? [])
    if (state !== 'logged_out') sums[state] = (sums[state] ?? 0) + span.to - span.from;
  return sums;
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0);

describe('CXone v2 against the simulator', () => {
  it('reports the time of configured agents, which adds up to the time they were logged in', async () => {
    const { simulator, tenant, adapter, agentIds } = await simulated();
    simulator.clock.skip(20 * 3600);
    const now = simulator.clock.now();
    const { agentTimes = [], rejected } = await adapter.collect('agents');
    expect(rejected).toEqual({});
    expect(agentTimes.length).toBeGreaterThan(100);
    let worked = 0;
    for (const agentId of agentIds) {
      const told = agentTimes.filter((each) => each.agentId === agentId);
      const truth = spent(tenant.centre(), agentId, now - DAY, now);
      expect(told.map(({ state }) => state).sort()).toEqual(Object.keys(truth).sort());
      for (const { state, seconds } of told) expect(seconds).toBeCloseTo(truth[state] ?? Number.NaN, 2);
      const loggedIn = total(Object.values(truth));
      expect(total(told.map(({ seconds }) => seconds))).toBeCloseTo(loggedIn, 1);
      if (loggedIn > 3600) worked += 1;
    }
    expect(worked).toBeGreaterThan(20);
  });

  it('reports what an agent did in each interval', async () => {
    const { tenant, adapter } = await simulated();
    const centre = tenant.centre();
    const agent = centre.agents.find(
      ({ id }) => total(Object.values(spent(centre, id, NOW - 7200, NOW))) > 3600,
    );
    const { intervals, rejected } = await adapter.agentHistory({
      agentId: agent!.id,
      from: NOW - 7200,
      to: NOW,
      intervalSeconds: 1800,
    });
    expect(rejected).toEqual({});
    for (const from of [NOW - 7200, NOW - 5400, NOW - 3600, NOW - 1800]) {
      const told = intervals.filter((each) => each.from === from);
      const rounded = ({ state, seconds }: AgentInterval) => [snakeCase(state), Math.round(seconds)];
      const truth = Object.entries(spent(centre, agent!.id, from, from + 1800));
      expect(told.map(rounded).sort()).toEqual(
        truth.map(([state, seconds]) => [state, Math.round(seconds)]).sort(),
      );
    }
  });

  it('counts waits that are as many as were answered and abandoned, and as long', async () => {
    const { simulator, tenant, adapter } = await simulated();
    await adapter.collect('queues');
    simulator.clock.skip(3 * 3600);
    const now = simulator.clock.now();
    const { queues = [], rejected } = await adapter.collect('wait_times');
    const centre = tenant.centre();
    expect(rejected).toEqual({});
    expect(queues).toHaveLength(centre.queues.length);
    for (const { id, waitDistribution } of queues) {
      const truth = centre.window(id, now - DAY, now);
      const { answered, abandoned } = waitDistribution ?? {};
      expect(total(answered?.counts ?? [])).toBe(truth.answered);
      expect(total(abandoned?.counts ?? [])).toBe(truth.abandoned);
      expect(answered?.counts).toEqual(truth.answeredWaits.counts);
      expect(abandoned?.counts).toEqual(truth.abandonedWaits.counts);
    }
  });

  it('counts and logs each change of the routing once', async () => {
    const { simulator, tenant, adapter } = await simulated();
    const centre = tenant.centre();
    const [changed, other] = centre.queues;
    const change = (queueId: string, maxWaitSeconds: number) =>
      centre.routing.change(queueId, { maxWaitSeconds }, 'somebody', simulator.clock.now());
    const countsOf = async () => {
      const { queues = [], rejected } = await adapter.collect('audit');
      expect(rejected).toEqual({});
      return new Map(queues.map(({ id, configChanges }) => [id, configChanges?.update]));
    };
    await adapter.collect('queues');
    change(changed!.id, 100);
    simulator.clock.skip(60);
    expect((await countsOf()).get(changed!.id)).toBe(0);
    for (let step = 1; step <= 250; step++) change(changed!.id, 100 + step);
    change(other!.id, 200);
    for (const _ of [1, 2]) {
      simulator.clock.skip(300);
      const counts = await countsOf();
      expect(counts.get(changed!.id)).toBe(250);
      expect(counts.get(other!.id)).toBe(1);
      expect(total([...counts.values()].map((count) => count ?? Number.NaN))).toBe(251);
    }
    expect(adapter.infos).toHaveLength(251);
    expect(JSON.stringify(adapter.infos)).not.toContain('somebody');
  });

  it.each<['agents' | 'wait_times' | 'audit', Fault, object]>([
    ['agents', { kind: 'endless_pages', endpoint: 'agent_details' }, { code: 'too_many_pages' }],
    ['wait_times', { kind: 'endless_pages', endpoint: 'queue_data' }, { code: 'too_many_pages' }],
    ['audit', { kind: 'endless_pages', endpoint: 'audit' }, { code: 'too_many_pages' }],
    ['agents', { kind: 'truncate', endpoint: 'agent_details' }, { code: 'reset' }],
    ['wait_times', { kind: 'wrong_shape', endpoint: 'queue_data' }, { code: 'invalid' }],
    ['audit', { kind: 'garbage', endpoint: 'audit' }, { code: 'invalid' }],
  ])('fails the whole poll of %s on %o, and recovers', async (name, fault, problem) => {
    const { tenant, adapter } = await simulated();
    await adapter.collect('queues');
    const before = await adapter.collect(name);
    tenant.addFault(fault);
    await expect(adapter.collect(name)).rejects.toMatchObject(problem);
    tenant.clearFaults();
    expect(await adapter.collect(name)).toEqual(before);
  });
});
