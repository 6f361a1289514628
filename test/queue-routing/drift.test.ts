import { describe, expect, it } from 'vitest';
import { type DesiredState, driftCollector } from '../../src/queue-routing/index.ts';
import { closeSimulatorsAfterEach } from '../simulator/support/http.ts';
import { simulatedRouting } from './simulated.ts';

closeSimulatorsAfterEach();

async function watched(changes: Partial<DesiredState> = {}) {
  const centre = await simulatedRouting();
  const [first = '', second = ''] = centre.queueIds;
  const told: unknown[] = [];
  const collector = driftCollector({
    reader: centre.routing,
    desired: async () => ({
      tenant: 'acme',
      queues: [first, second].map((id) => ({ id, settings: { maxWaitSeconds: 1800 } })),
      ...changes,
    }),
    onDrift: ({ id }, differences) => told.push([id, differences.map(({ before }) => before)]),
    onUnknown: (id) => told.push([id, 'unknown']),
  });
  const collect = async () => collector.collect(AbortSignal.timeout(20_000));
  return { ...centre, first, second, told, collect };
}

describe('drift', () => {
  it('is a fact of each desired queue, with its version', async () => {
    const { collect, somebodyElse, first, second } = await watched();
    somebodyElse(second, { maxWaitSeconds: 99 });
    const { queues } = await collect();
    expect(queues?.toSorted((a) => (a.id === first ? -1 : 1))).toMatchObject([
      { id: first, media: 'all', configVersion: 1, configDrifted: false },
      { id: second, media: 'all', configVersion: 2, configDrifted: true },
    ]);
  });

  it('is reported once for each new difference, and when it is over', async () => {
    const { collect, somebodyElse, first, told } = await watched();
    await collect();
    for (const maxWaitSeconds of [99, 99, 98, 1800]) {
      somebodyElse(first, { maxWaitSeconds });
      await collect();
    }
    expect(told).toEqual([
      [first, [99]],
      [first, [98]],
      [first, []],
    ]);
  });

  it('is unknown for a queue that does not exist, which is reported once and counted', async () => {
    const { collect, told } = await watched({ queues: [{ id: 'none', settings: { maxWaitSeconds: 10 } }] });
    expect(await collect()).toEqual({ queues: [], rejected: { unknown_queue: 1 } });
    await collect();
    expect(told).toEqual([['none', 'unknown']]);
  });

  it('is not reported at all when one of the queues cannot be read', async () => {
    const { collect, tenant, second } = await watched();
    tenant.addFault({ kind: 'status', status: 400, endpoint: `/api/v2/routing/queues/${second}` });
    await expect(collect()).rejects.toThrow('400');
  });
});
