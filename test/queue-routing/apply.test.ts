import { describe, expect, it } from 'vitest';
import type { RoutingSettings } from '../../src/domain/index.ts';
import { type ApplyOptions, applyToQueue } from '../../src/queue-routing/apply.ts';
import { applyPlans, type Outcome, type QueuePlan } from '../../src/queue-routing/index.ts';
import { planQueue } from '../../src/queue-routing/plan.ts';
import type { TenantOptions } from '../../src/simulator/server.ts';
import { closeSimulatorsAfterEach } from '../simulator/support/http.ts';
import {
  applyOptions,
  context,
  memoryJournal,
  type SimulatedRouting,
  simulatedRouting,
} from './simulated.ts';

closeSimulatorsAfterEach();

const DESIRED: RoutingSettings = { maxWaitSeconds: 600, skillRoutingType: 'all' };

/** A plan that was made from what a queue is like now. */
async function planned(centre: SimulatedRouting, desired = DESIRED, queueId = centre.queueIds[0]!) {
  const queue = await centre.routing.read(queueId, context());
  if (!queue) throw new Error(`no queue ${queueId}`);
  return planQueue(queue, desired);
}

async function started(options: Partial<TenantOptions> = {}) {
  const centre = await simulatedRouting(options);
  const plan = await planned(centre);
  const journal = memoryJournal();
  return {
    ...centre,
    plan,
    queueId: plan.queue.id,
    journal,
    recorded: () => journal.entries.map(({ write, outcome }) => [write.queue.version, outcome?.kind]),
    apply: (changes: Partial<ApplyOptions> = {}) =>
      applyToQueue(plan, applyOptions(centre.routing, { journal, ...changes })),
  };
}

describe('a write that is accepted', () => {
  it('is applied when the platform shows it', async () => {
    const { apply, truth, queueId, plan, recorded, journal } = await started();
    expect(await apply()).toEqual({ kind: 'applied', version: 2 });
    expect(truth(queueId).settings).toMatchObject({ maxWaitSeconds: 600, skillRoutingType: 'all' });
    expect(recorded()).toEqual([[1, 'applied']]);
    expect(journal.entries[0]?.write.after).toEqual({
      ...plan.queue.settings,
      maxWaitSeconds: 600,
      skillRoutingType: 'all',
    });
  });

  it('is waited for, reading by reading', async () => {
    const { apply, simulator } = await started({ consistencyDelaySeconds: 5 });
    const waits: number[] = [];
    const wait = async (seconds: number) => {
      waits.push(seconds);
      simulator.clock.skip(seconds);
    };
    expect(await apply({ wait })).toEqual({ kind: 'applied', version: 2 });
    expect(waits).toEqual([2, 2, 2]);
  });

  it('fails when the platform never shows the write', async () => {
    const { apply, tenant } = await started({ consistencyDelaySeconds: 60 });
    const readsBefore = tenant.requests.routing_queue_read?.['200'] ?? 0;
    expect(await apply({ propagation: { intervalSeconds: 2, attempts: 3 } })).toEqual({
      kind: 'not_propagated',
      version: 2,
      reason: 'it still shows version 1',
    });
    expect((tenant.requests.routing_queue_read?.['200'] ?? 0) - readsBefore).toBe(3);
  });

  it('fails when the platform can no longer be read', async () => {
    const { apply, tenant } = await started();
    tenant.addFault({ kind: 'status', endpoint: 'routing_queue_read', status: 404 });
    expect(await apply()).toMatchObject({
      kind: 'not_propagated',
      version: 2,
      reason: expect.stringMatching(/no longer exists/),
    });
  });

  it('is reported as overwritten when another client changed it before it was seen', async () => {
    const { apply, routing, somebodyElse, queueId } = await started();
    const writer: ApplyOptions['writer'] = {
      write: async (...change) => {
        const result = await routing.write(...change);
        somebodyElse(queueId, { maxWaitSeconds: 99 });
        return result;
      },
    };
    expect(await apply({ writer })).toEqual({
      kind: 'overwritten',
      version: 3,
      differences: [{ field: 'maxWaitSeconds', before: 99, after: 600 }],
    });
  });

  it('is still applied when another client has changed something else since', async () => {
    const { apply, routing, somebodyElse, queueId } = await started();
    const writer: ApplyOptions['writer'] = {
      write: async (...change) => {
        const result = await routing.write(...change);
        somebodyElse(queueId, { overflowThreshold: 1 });
        return result;
      },
    };
    expect(await apply({ writer })).toEqual({ kind: 'applied', version: 2 });
  });

  it('is reported as ignored when the platform keeps its own value', async () => {
    const { apply, routing } = await started();
    const reader: ApplyOptions['reader'] = {
      ...routing,
      read: async (...question) => {
        const queue = await routing.read(...question);
        return queue && { ...queue, settings: { ...queue.settings, maxWaitSeconds: 1800 } };
      },
    };
    expect(await apply({ reader })).toEqual({
      kind: 'ignored',
      version: 2,
      differences: [{ field: 'maxWaitSeconds', before: 1800, after: 600 }],
    });
  });
});

describe('a conflict', () => {
  it('is retried when only the version differs', async () => {
    const { apply, somebodyElse, queueId, recorded } = await started();
    somebodyElse(queueId, {});
    expect(await apply()).toEqual({ kind: 'applied', version: 3 });
    expect(recorded()).toEqual([
      [1, 'conflict'],
      [2, 'applied'],
    ]);
  });

  it('stops at another change, shows it and leaves it', async () => {
    const { apply, somebodyElse, queueId, truth, recorded } = await started();
    somebodyElse(queueId, { overflowThreshold: 7 });
    expect(await apply()).toEqual({
      kind: 'conflict',
      version: 2,
      differences: [{ field: 'overflowThreshold', before: 50, after: 7 }],
    });
    expect(truth(queueId)).toMatchObject({
      version: 2,
      settings: { overflowThreshold: 7, maxWaitSeconds: 1800 },
    });
    expect(recorded()).toEqual([[1, 'conflict']]);
  });

  it('is judged by what the platform shows once it shows it', async () => {
    const { apply, simulator, somebodyElse, queueId } = await started({ consistencyDelaySeconds: 3 });
    somebodyElse(queueId, { maxWaitSeconds: 99 });
    const wait = async (seconds: number) => simulator.clock.skip(seconds);
    expect(await apply({ wait })).toMatchObject({
      kind: 'conflict',
      differences: [{ field: 'maxWaitSeconds', before: 1800, after: 99 }],
    });
  });

  it('is reported as one when the platform does not show what changed', async () => {
    const { apply, somebodyElse, queueId, truth } = await started({ consistencyDelaySeconds: 60 });
    somebodyElse(queueId, {});
    expect(await apply()).toEqual({
      kind: 'conflict',
      version: 1,
      reason: 'it still shows version 1',
    });
    expect(truth(queueId).version).toBe(2);
  });

  it('is left to a person when it comes again and again', async () => {
    const { apply, routing, somebodyElse, queueId, journal } = await started();
    const writer: ApplyOptions['writer'] = {
      write: (...change) => {
        somebodyElse(queueId, {});
        return routing.write(...change);
      },
    };
    expect(await apply({ writer })).toMatchObject({ kind: 'conflict', reason: 'its version keeps changing' });
    expect(journal.entries).toHaveLength(5);
  });
});

describe('a write that is refused', () => {
  it('reports every field that the platform does not take', async () => {
    const { routing, plan, truth, queueId } = await started();
    const desired = { skills: [{ id: 'none', level: '1' }], overflowTargets: [{ id: 'none', threshold: 1 }] };
    const outcome = await applyToQueue(planQueue(plan.queue, desired), applyOptions(routing));
    expect(outcome).toMatchObject({
      kind: 'refused',
      problems: [
        { path: ['skills', 0, 'id'], message: 'unknown skill' },
        { path: ['overflowTargets', 0, 'id'], message: 'unknown queue' },
      ],
    });
    expect(truth(queueId).version).toBe(1);
  });

  it('names the scope that is missing', async () => {
    const { apply, truth, queueId, recorded } = await started({ scopes: ['routing:queues:read'] });
    const outcome = await apply();
    expect(outcome).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/lacks the scope routing:queues:write/),
    });
    expect(truth(queueId).version).toBe(1);
    expect(recorded()).toEqual([[1, 'refused']]);
  });
});

describe('a write whose answer is lost', () => {
  it('is applied when the platform shows it', async () => {
    const { apply, tenant } = await started();
    tenant.addFault({ kind: 'truncate', endpoint: 'routing_queue_write', count: 1 });
    expect(await apply()).toEqual({ kind: 'applied', version: 2 });
  });

  it('stays in doubt when the platform shows nothing of it', async () => {
    const { apply, tenant, recorded } = await started();
    tenant.addFault({ kind: 'status', status: 503, endpoint: 'routing_queue_write', count: 1 });
    expect(await apply()).toMatchObject({
      kind: 'unknown',
      version: 1,
      reason: expect.stringMatching(/503/),
    });
    expect(recorded()).toEqual([[1, 'unknown']]);
    expect(tenant.requests.routing_queue_write).toEqual({ '503': 1 });
  });

  it('stays in doubt when another client has written', async () => {
    const { apply, tenant, somebodyElse, queueId } = await started();
    tenant.addFault({ kind: 'reset', endpoint: 'routing_queue_write', count: 1 });
    const wait = async () => void somebodyElse(queueId, { maxWaitSeconds: 99 });
    expect(await apply({ wait })).toMatchObject({
      kind: 'unknown',
      version: 2,
      differences: [
        { field: 'maxWaitSeconds', before: 99, after: 600 },
        { field: 'skillRoutingType', before: 'any', after: 'all' },
      ],
    });
  });
});

describe('several queues', () => {
  async function several(changes: Partial<ApplyOptions> = {}) {
    const centre = await simulatedRouting();
    const plans = await Promise.all(centre.queueIds.slice(0, 3).map((id) => planned(centre, DESIRED, id)));
    const stopping = new AbortController();
    const told: [string, string][] = [];
    const options = applyOptions(centre.routing, changes);
    const apply = (onOutcome: (plan: QueuePlan, outcome: Outcome) => void = () => {}) =>
      applyPlans(plans, options, {
        stop: stopping.signal,
        onOutcome: (plan, outcome) => {
          told.push([plan.queue.id, outcome.kind]);
          onOutcome(plan, outcome);
        },
      });
    return { ...centre, plans, stopping, told, apply };
  }

  it('are independent: one that fails does not hold up the others', async () => {
    const { apply, queueIds, somebodyElse, told } = await several();
    somebodyElse(queueIds[1]!, { overflowThreshold: 7 });
    const outcomes = await apply();
    expect(outcomes.map(({ kind }) => kind)).toEqual(['applied', 'conflict', 'applied']);
    expect(told).toEqual(queueIds.slice(0, 3).map((id, index) => [id, outcomes[index]?.kind]));
  });

  it('are stopped between two writes, and the rest is reported as not attempted', async () => {
    const { apply, stopping, truth, queueIds } = await several();
    const outcomes = await apply(() => stopping.abort());
    expect(outcomes).toEqual([
      { kind: 'applied', version: 2 },
      { kind: 'not_attempted', reason: 'interrupted' },
      { kind: 'not_attempted', reason: 'interrupted' },
    ]);
    expect(queueIds.slice(0, 3).map((id) => truth(id).version)).toEqual([2, 1, 1]);
  });

  it('are not written when the journal fails', async () => {
    const broken = { ...memoryJournal(), begin: async () => Promise.reject(new Error('disk full')) };
    const { apply, tenant } = await several({ journal: broken });
    const kinds = (await apply()).map(({ kind, reason }) => [kind, reason]);
    expect(kinds).toEqual(Array(3).fill(['not_attempted', 'disk full']));
    expect(tenant.requests.routing_queue_write).toBeUndefined();
  });

  it('are reported truthfully when the journal refuses an outcome, and no further write is sent', async () => {
    const broken = { ...memoryJournal(), complete: async () => Promise.reject(new Error('disk full')) };
    const { apply, truth, queueIds } = await several({ journal: broken });
    expect(await apply()).toEqual([
      { kind: 'applied', version: 2, unrecorded: 'disk full' },
      { kind: 'not_attempted', reason: 'disk full' },
      { kind: 'not_attempted', reason: 'disk full' },
    ]);
    expect(queueIds.slice(0, 3).map((id) => truth(id).version)).toEqual([2, 1, 1]);
  });
});
