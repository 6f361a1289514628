import { describe, expect, it, onTestFinished } from 'vitest';
import type { ConfigChange } from '../../src/domain/index.ts';
import { createExposition } from '../../src/exposition/index.ts';
import { createApp, listen } from '../../src/server/index.ts';
import type { TenantSnapshot } from '../../src/signals/index.ts';
import { snapshot } from '../exposition/support/snapshots.ts';

const NOW = Date.UTC(2026, 8, 7, 10) / 1000;

const change = (
  id: string,
  at: number,
  { isUnversioned = false, ...more }: Partial<ConfigChange> & { readonly isUnversioned?: boolean } = {},
): ConfigChange => ({
  id,
  at,
  queueId: 'q1',
  queue: 'Sales',
  action: 'update',
  ...(!isUnversioned && { version: 3 }),
  properties: ['maxWaitTime', 'skills'],
  ...more,
});
const TENANTS = [
  snapshot('acme', [], { changes: [change('a3', NOW - 60), change('a1', NOW - 7200)] }),
  snapshot('beta', [], {
    changes: [change('b1', NOW - 600, { queueId: 'q7', queue: 'VIP', isUnversioned: true, properties: [] })],
  }),
  snapshot('gamma', []),
];

async function ask(query: string, tenants: readonly TenantSnapshot[] = TENANTS) {
  const exposition = createExposition();
  onTestFinished(exposition.close);
  const app = createApp({
    exposition,
    tenants: () => tenants,
    telemetryPath: '/metrics',
    version: '1.2.3',
    now: () => NOW,
  });
  const listener = await listen(app, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => listener.close());
  const response = await fetch(`${listener.url}/api/v1/changes${query}`);
  const body = (await response.json()) as { changes: readonly { time: string }[]; error?: string };
  return { status: response.status, body };
}
const times = ({ changes }: { changes: readonly { time: string }[] }) => changes.map(({ time }) => time);

describe('/api/v1/changes', () => {
  it('lists the recent changes of all tenants, newest first, and names the tenants without an audit', async () => {
    expect(await ask('')).toEqual({
      status: 200,
      body: {
        changes: [
          {
            time: '2026-09-07T09:59:00.000Z',
            tenant: 'acme',
            queue_id: 'q1',
            queue: 'Sales',
            action: 'update',
            version: 3,
            properties: ['maxWaitTime', 'skills'],
            text: 'Sales: update: maxWaitTime, skills',
          },
          {
            time: '2026-09-07T09:50:00.000Z',
            tenant: 'beta',
            queue_id: 'q7',
            queue: 'VIP',
            action: 'update',
            properties: [],
            text: 'VIP: update',
          },
          expect.objectContaining({ time: '2026-09-07T08:00:00.000Z' }),
        ],
        unknown: ['gamma'],
      },
    });
  });

  it.each([
    ['?tenant=beta', ['2026-09-07T09:50:00.000Z']],
    ['?queue_id=q1', ['2026-09-07T09:59:00.000Z', '2026-09-07T08:00:00.000Z']],
    [`?from=${(NOW - 600) * 1000}&to=${(NOW - 61) * 1000}`, ['2026-09-07T09:50:00.000Z']],
    ['?to=2026-09-07T10:00:00%2B02:00', ['2026-09-07T08:00:00.000Z']],
    ['?tenant=gamma', []],
  ])('returns only the changes of %s', async (query, expected) => {
    expect(times((await ask(query)).body)).toEqual(expected);
  });

  it.each([
    ['?from=yesterday', 400, 'from must be milliseconds since 1970 or ISO 8601 with an offset'],
    ['?from=2026-09-07T10:00:00', 400, 'from must be milliseconds since 1970'],
    ['?tenant=', 400, 'tenant must not be empty'],
    ['?tenant=a&tenant=b&to=x', 400, 'tenant must be given only once; to must be milliseconds since 1970'],
    ['?tenant=delta', 404, 'Tenant not found'],
  ])('rejects the query %s', async (query, status, problem) => {
    const answer = await ask(query);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toContain(problem);
  });
});
