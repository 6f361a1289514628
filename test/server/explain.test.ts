import { describe, expect, it, onTestFinished } from 'vitest';
import type { QueueFacts } from '../../src/domain/index.ts';
import { createExposition } from '../../src/exposition/index.ts';
import { observationsOf, startPredictionService } from '../../src/prediction/index.ts';
import { createApp, listen } from '../../src/server/index.ts';
import { snapshotOf, type TenantSnapshot } from '../../src/signals/index.ts';

const NOW = 1_700_000_000;
const POLICY = { target: 0.8, thresholdSeconds: 20, windowSeconds: 900, minContacts: 5, horizonSeconds: 600 };

function snapshot(queues: readonly QueueFacts[]): TenantSnapshot {
  const status = { name: 'queues', intervalSeconds: 15, missed: 0, skipped: 0, rejected: {} } as const;
  const tenant = { name: 'acme', platform: 'cxone', api: 'acd' };
  return snapshotOf(
    { tenant, collectors: [{ status, collection: { queues } }] },
    { defaults: POLICY, rules: [] },
    NOW,
  );
}

/** The real prediction thread behind the real route. */
async function serve(queues: readonly QueueFacts[]): Promise<(path: string) => Promise<Response>> {
  const shown = snapshot(queues);
  const prediction = startPredictionService({ log: { info: () => {}, warn: () => {}, error: () => {} } });
  for (let poll = 0; poll < 3; poll++)
    await prediction.forecast('acme', observationsOf(shown, NOW + poll * 15), 60);
  const exposition = createExposition();
  const app = createApp({
    exposition,
    tenants: () => [shown],
    telemetryPath: '/metrics',
    explain: prediction.explain,
    version: '1.2.3',
    now: () => NOW,
  });
  const listener = await listen(app, { host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    await listener.close();
    await prediction.close();
    exposition.close();
  });
  return (path) => fetch(`${listener.url}${path}`);
}

describe('/api/v1/queues/{tenant}/{id}/explain', () => {
  const overrun: QueueFacts = {
    id: 'q/1',
    name: 'Sales',
    media: 'voice',
    waiting: 12,
    oldestWaitingAt: NOW - 90,
    agents: { available: 0, busy: 4 },
  };

  it('returns inputs, estimates, the curve, and a sentence for supervisors', async () => {
    const get = await serve([overrun]);
    const response = await get('/api/v1/queues/acme/q%2F1/explain');
    expect(response.status).toBe(200);
    const { predictions } = (await response.json()) as { predictions: Record<string, unknown>[] };
    expect(predictions).toHaveLength(1);
    expect(predictions[0]).toMatchObject({
      queue: 'Sales',
      media: 'voice',
      inputs: { waiting: 12, agents: { available: 0, busy: 4 } },
      estimates: { polls: 3 },
      reason: expect.stringMatching(/12 waiting/),
    });
    expect(predictions[0]?.curve).toEqual(
      expect.arrayContaining([{ seconds: expect.any(Number), probability: expect.any(Number) }]),
    );
  });

  it('explains that a queue without the required data is not predicted', async () => {
    const get = await serve([{ id: 'q2', name: 'Care', media: 'all' }]);
    const { predictions } = (await (await get('/api/v1/queues/acme/q2/explain')).json()) as {
      predictions: { reason: string }[];
    };
    expect(predictions[0]?.reason).toMatch(/^Not predicted: /);
  });

  it.each([
    '/api/v1/queues/acme/other/explain',
    '/api/v1/queues/other/q%2F1/explain',
    '/api/v1/queues/acme/q%2F1/explain?media=chat',
  ])('returns 404 for %s', async (path) => {
    const get = await serve([overrun]);
    expect((await get(path)).status).toBe(404);
  });
});
