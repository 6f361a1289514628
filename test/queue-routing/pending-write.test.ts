import { describe, expect, it } from 'vitest';
import { type PendingWrite, resolvePendingWrite } from '../../src/queue-routing/index.ts';
import { closeSimulatorsAfterEach } from '../simulator/support/http.ts';
import { applyOptions, context, simulatedRouting } from './simulated.ts';

closeSimulatorsAfterEach();

const WRITTEN_AT = 1_000;

/** A write over version 1, to be resolved some seconds after it was begun. */
async function inDoubt({ consistencyDelaySeconds = 0 } = {}) {
  const centre = await simulatedRouting({ consistencyDelaySeconds });
  const queueId = centre.queueIds[0]!;
  const queue = await centre.routing.read(queueId, context());
  const doubt: PendingWrite = {
    id: 'w1',
    at: WRITTEN_AT,
    tenant: 'acme',
    queueId,
    queue: 'Desk',
    version: 1,
    before: queue!.settings,
    after: { ...queue!.settings, maxWaitSeconds: 600 },
  };
  let now = WRITTEN_AT;
  const resolve = (secondsLater: number, about: PendingWrite = doubt) => {
    now = WRITTEN_AT + secondsLater;
    const wait = async (seconds: number) => {
      now += seconds;
      centre.simulator.clock.skip(seconds);
    };
    return resolvePendingWrite(about, { ...applyOptions(centre.routing, { wait }), now: () => now });
  };
  return { ...centre, queueId, doubt, resolve, secondsTaken: () => now - WRITTEN_AT };
}

describe('a write in doubt', () => {
  it('was applied when the platform has what was to be written', async () => {
    const { resolve, somebodyElse, queueId } = await inDoubt();
    somebodyElse(queueId, { maxWaitSeconds: 600 });
    somebodyElse(queueId, { overflowThreshold: 9 });
    expect(await resolve(60)).toEqual({ resolution: 'applied', version: 3 });
  });

  it('was not applied when the platform still has the version before it', async () => {
    const { resolve, secondsTaken } = await inDoubt();
    expect(await resolve(60)).toEqual({ resolution: 'not_applied', version: 1 });
    expect(secondsTaken()).toBe(60);
  });

  it('may still show itself as long as it is young', async () => {
    const { resolve, somebodyElse, queueId } = await inDoubt({ consistencyDelaySeconds: 5 });
    somebodyElse(queueId, { maxWaitSeconds: 600 });
    expect(await resolve(1)).toEqual({ resolution: 'applied', version: 2 });
  });

  it('is given up after the time that a change may take to show', async () => {
    const { resolve, secondsTaken } = await inDoubt();
    expect(await resolve(1)).toEqual({ resolution: 'not_applied', version: 1 });
    expect(secondsTaken()).toBe(10);
  });

  it('is superseded when the platform has another version with other settings', async () => {
    const { resolve, somebodyElse, queueId } = await inDoubt();
    somebodyElse(queueId, { maxWaitSeconds: 99 });
    expect(await resolve(1)).toEqual({ resolution: 'superseded', version: 2 });
  });

  it('is gone with its queue', async () => {
    const { resolve, doubt } = await inDoubt();
    expect(await resolve(1, { ...doubt, queueId: 'none' })).toEqual({ resolution: 'gone' });
  });

  it('stays in doubt when the platform cannot be read', async () => {
    const { resolve, tenant } = await inDoubt();
    tenant.addFault({ kind: 'status', status: 403, endpoint: 'routing_queue_read' });
    await expect(resolve(60)).rejects.toThrow('routing:queues:read');
  });
});
