import { describe, expect, it, onTestFinished } from 'vitest';
import { type Media, PLATFORM_STATUSES, type QueueFacts } from '../../../../src/domain/index.ts';
import { readAgentStateHistory } from '../../../../src/platforms/cxone/acd/agents/agent-state-history.ts';
import { acdApi } from '../../../../src/platforms/cxone/acd/api.ts';
import { cxoneAcd } from '../../../../src/platforms/cxone/acd/index.ts';
import type { WindowSums } from '../../../../src/simulator/engine/events/window-sums.ts';
import type { Fault } from '../../../../src/simulator/http/fault.ts';
import { startSimulator } from '../../../../src/simulator/index.ts';
import { connectAdapter, known, platformSettings } from '../../../support/adapter.ts';
import { MIDNIGHT, NOW, openClient } from './support.ts';

/** The adapter against the simulator over HTTP: what it tells is what is the case in the simulated contact centre. */

const WINDOW = 900;

async function simulated({ startAt = NOW } = {}) {
  const simulator = await startSimulator({
    tenants: [{ name: 'acme', platform: 'cxone', api: 'acd', centre: 'acme' }],
    startAt,
    warmUpSeconds: 3600,
    // Stands still, so that an answer and the truth are of the same instant.
    timeFactor: 0,
  });
  onTestFinished(() => simulator.close());
  const tenant = simulator.tenants[0]!;
  const settings = platformSettings(tenant);
  const adapter = connectAdapter(cxoneAcd, { settings, now: simulator.clock.now, windowSeconds: WINDOW });
  return { simulator, tenant, adapter };
}

const MEDIA: Readonly<Partial<Record<Media, Media>>> = { video: 'message' };

const counts = ({ offered, answered, answeredWithinThreshold, abandoned }: WindowSums) => ({
  offered,
  answered,
  answeredWithinThreshold,
  abandoned,
});
/** The API reports the average speed of answer, in whole seconds. */
const windowCounts = (sums: WindowSums) => ({
  ...counts(sums),
  answeredWaitSeconds:
    sums.answered === 0 ? 0 : sums.answered * Math.round(sums.answeredWaitSeconds / sums.answered),
});
const byName = (queues: readonly QueueFacts[] = []) => new Map(queues.map((queue) => [queue.name, queue]));

describe('CXone ACD against the simulator', () => {
  it('reports every queue as it is', async () => {
    const { simulator, tenant, adapter } = await simulated();
    tenant.setScenario({ scenario: 'surge', factor: 3 });
    simulator.clock.skip(1800);
    const { queues, rejected } = await adapter.collect('queues');
    const readings = tenant.centre().readings();
    expect(rejected).toEqual({});
    expect(queues).toHaveLength(readings.length);
    expect(readings.some(({ waiting }) => waiting > 0)).toBe(true);
    const told = byName(queues);
    for (const { profile, waiting, active, oldestWaitingAt, agents, agentsLoggedIn } of readings) {
      const today = tenant.centre().window(profile.id, MIDNIGHT, simulator.clock.now());
      const facts = known(told.get(profile.name));
      expect(facts).toMatchObject({
        media: MEDIA[profile.media] ?? profile.media,
        waiting,
        active,
        agents: {
          available: agents.available,
          busy: agents.busy,
          after_contact_work: agents.after_contact_work,
          unavailable: agents.unavailable + agents.not_responding,
        },
        agentsLoggedIn,
        serviceLevelTarget: profile.serviceLevel.target,
        serviceLevelThresholdSeconds: profile.serviceLevel.thresholdSeconds,
      });
      expect(facts.oldestWaitingAt ?? 0).toBeCloseTo(oldestWaitingAt ?? 0, 2);
      expect(facts.serviceLevel ?? -1).toBeCloseTo(
        today.answeredWithinThreshold / (today.answered + today.abandoned),
        2,
      );
    }
  });

  it('counts every window as it was, and counters from when it began to look, over midnight', async () => {
    const { simulator, tenant, adapter } = await simulated({ startAt: MIDNIGHT - 1800 });
    const started = simulator.clock.now();
    const centre = () => tenant.centre();
    for (const skipped of [0, 60, 1200, 540, 60, 3600]) {
      simulator.clock.skip(skipped);
      const now = simulator.clock.now();
      const { queues, rejected } = await adapter.collect('aggregates');
      expect(rejected).toEqual({});
      const told = byName(queues);
      for (const { id, name } of centre().queues) {
        const midnight = now - (now % 86_400);
        expect(told.get(name)?.windows).toEqual({
          900: windowCounts(centre().window(id, now - WINDOW, now)),
          utc_day: windowCounts(centre().window(id, midnight, Math.max(now, midnight + 1))),
        });
        expect(told.get(name)?.totals).toEqual(counts(centre().window(id, started, now)));
      }
    }
  });

  it('counts distinct agents by state', async () => {
    const { tenant, adapter } = await simulated();
    const { agents } = await adapter.collect('agents');
    const { not_responding, unavailable, ...rest } = tenant.centre().headCount();
    expect(agents).toEqual({ ...rest, unavailable: unavailable + not_responding });
    expect(tenant.centre().agents.length).toBeGreaterThan(100);
  });

  it('reports the states of an agent as they were, in seconds', async () => {
    const { tenant } = await simulated();
    const centre = tenant.centre();
    const index = centre.agents.findIndex(({ id }) =>
      centre.agentStates(id, NOW - 3600, NOW)?.some(({ state }) => state === 'after_contact_work'),
    );
    const spans = centre.agentStates(centre.agents[index]?.id ?? '', NOW - 3600, NOW) ?? [];
    const { clientId, clientSecret } = tenant.credentials;
    const login = await fetch(`${tenant.baseUrl}/authentication/v1/token/access-key`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ accessKeyId: clientId, accessKeySecret: `${clientSecret}==` }),
    });
    const { access_token } = (await login.json()) as { access_token: string };
    const client = openClient(tenant.baseUrl);
    const api = acdApi(
      {
        ...client,
        request: (request, context) =>
          client.request({ ...request, headers: { authorization: `Bearer ${access_token}` } }, context),
      },
      34,
      50,
    );
    const history = await readAgentStateHistory(
      api,
      { agentId: String(20_001 + index), from: NOW - 3600, to: NOW },
      { collector: 'agents', signal: AbortSignal.timeout(10_000) },
    );
    expect(history.rejected).toEqual({});
    expect(history.spans).toHaveLength(spans.length);
    for (const [position, { state, from, to }] of spans.entries()) {
      const span = history.spans[position];
      expect(span?.state).toBe(state === 'not_responding' ? 'unavailable' : state);
      expect(span?.startedAt).toBeCloseTo(from, 2);
      expect(span?.seconds).toBeCloseTo(to - from, 2);
    }
  });

  it('is well as long as the platform is, and shows its status page', async () => {
    const { tenant, adapter } = await simulated();
    const { health } = await adapter.collect('health');
    expect(health?.components.map(({ component, status }) => `${component}: ${status}`)).toEqual([
      'overall: operational',
      'NA1 / Voice: operational',
      'NA1 / Digital: operational',
      'NA1 / Reporting: operational',
    ]);
    expect(health?.components.every(({ status }) => PLATFORM_STATUSES.includes(status))).toBe(true);
    tenant.setScenario({ scenario: 'platform_outage' });
    await expect(adapter.collect('health')).rejects.toThrow('server_time');
  });

  it.each<[string, Fault, object]>([
    ['pages never end', { kind: 'endless_pages', endpoint: 'skills_activity' }, { code: 'too_many_pages' }],
    ['the answer breaks off', { kind: 'truncate', endpoint: 'skills_activity' }, { code: 'reset' }],
    ['the answer is no JSON', { kind: 'garbage', endpoint: 'skills_activity' }, { code: 'invalid' }],
    [
      'the answer has another shape',
      { kind: 'wrong_shape', endpoint: 'skills_activity' },
      { code: 'invalid' },
    ],
    [
      'a gateway answers',
      { kind: 'html', status: 502, endpoint: 'skills_activity' },
      { code: 'http', status: 502 },
    ],
    [
      'it is redirected elsewhere',
      { kind: 'redirect', endpoint: 'skills_activity' },
      { code: 'redirect_refused' },
    ],
  ])('fails the queue poll whole when %s', async (_, fault, problem) => {
    const { tenant, adapter } = await simulated();
    tenant.addFault(fault);
    await expect(adapter.collect('queues')).rejects.toMatchObject(problem);
    tenant.clearFaults();
    expect((await adapter.collect('queues')).queues).not.toEqual([]);
  });

  it('recovers when all tokens become invalid at once', async () => {
    const { tenant, adapter } = await simulated();
    await adapter.collect('queues');
    tenant.expireTokens();
    expect((await adapter.collect('queues')).queues).not.toEqual([]);
  });
});
