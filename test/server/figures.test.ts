import { describe, expect, it, onTestFinished } from 'vitest';
import type {
  Collection,
  CollectorName,
  CollectorState,
  FigureSources,
  QueueFacts,
} from '../../src/domain/index.ts';
import { createExposition } from '../../src/exposition/index.ts';
import {
  SKILL_ACTIVITY_SOURCES,
  SKILL_SUMMARY_SOURCES,
} from '../../src/platforms/cxone/acd/figure-sources.ts';
import type { FiguresJson } from '../../src/server/figures/schema.ts';
import { createApp, listen } from '../../src/server/index.ts';
import { snapshotOf } from '../../src/signals/index.ts';

const NOW = 1_700_000_000;
const POLICY = { target: 0.8, thresholdSeconds: 20, windowSeconds: 900, minContacts: 5, horizonSeconds: 600 };
const SALES = { id: 'q/1', name: 'Sales', media: 'voice' } as const;

function state(
  name: CollectorName,
  queues: readonly QueueFacts[] | undefined,
  status: Partial<CollectorState['status']> = {},
): CollectorState {
  const collection: Collection | undefined = queues && { queues };
  return {
    status: { name, intervalSeconds: 15, missed: 0, skipped: 0, rejected: {}, ...status },
    ...(collection && { collection }),
  };
}
const polled = (name: CollectorName, queues: readonly QueueFacts[], at: number) =>
  state(name, queues, { success: true, lastSuccessAt: at });

const rules = [{ match: 'Care', target: 0.9 }];

async function serve(collectors: readonly CollectorState[]) {
  const tenant = { name: 'acme', platform: 'cxone', api: 'acd' };
  const snapshot = snapshotOf({ tenant, collectors }, { defaults: POLICY, rules }, NOW);
  const exposition = createExposition();
  const app = createApp({
    exposition,
    tenants: () => [snapshot],
    sources: () =>
      new Map<CollectorName, FigureSources>([
        ['queues', SKILL_ACTIVITY_SOURCES],
        ['aggregates', SKILL_SUMMARY_SOURCES],
      ]),
    telemetryPath: '/metrics',
    version: '1.2.3',
    now: () => NOW,
  });
  const listener = await listen(app, { host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    await listener.close();
    exposition.close();
  });
  const get = (path: string) => fetch(`${listener.url}/api/v1/queues/${path}`);
  const medium = async (path = 'acme/q%2F1') => {
    const { media } = (await (await get(path)).json()) as FiguresJson;
    const { figures, absent } = media[0]!;
    return {
      figure: (name: string) => figures.find(({ figure }) => figure === name),
      absent: (name: string) => absent.find(({ figure }) => figure === name),
    };
  };
  return { get, medium };
}

describe('/api/v1/queues/{tenant}/{id}', () => {
  it('names collector, poll time, endpoint and field of a reported figure', async () => {
    const { medium } = await serve([polled('queues', [{ ...SALES, waiting: 0 }], NOW - 7)]);
    expect((await medium()).figure('waiting')).toEqual({
      figure: 'waiting',
      metric: 'contact_center_queue_waiting_interactions',
      value: 0,
      origin: 'platform',
      collector: 'queues',
      polled_at: NOW - 7,
      endpoint: 'GET /skills/activity',
      fields: ['queueCount'],
    });
  });

  it('names the collector whose value wins where two report a figure', async () => {
    const windows = { 900: { answered: 8 } };
    const { medium } = await serve([
      polled('aggregates', [{ ...SALES, waitSeconds: 1, serviceLevelTarget: 0.7, windows }], NOW - 60),
      polled('queues', [{ ...SALES, waitSeconds: 2, windows: { 900: { abandoned: 2 } } }], NOW - 7),
    ]);
    const { figure } = await medium();
    expect(figure('wait_seconds')).toMatchObject({ value: 2, collector: 'queues', polled_at: NOW - 7 });
    expect(figure('windows.15m.answered')).toMatchObject({ value: 8, collector: 'aggregates' });
    expect(figure('windows.15m.abandoned')).toMatchObject({ value: 2, collector: 'queues' });
    expect(figure('service_level_target')).toMatchObject({
      value: 0.7,
      origin: 'platform',
      collector: 'aggregates',
      polled_at: NOW - 60,
    });
  });

  it('gives the formula and inputs of a derived figure, and the time of its oldest input', async () => {
    const counts = { answered: 8, answeredWithinThreshold: 6, abandoned: 2 };
    const { medium } = await serve([
      polled('queues', [{ ...SALES, agents: { available: 1, busy: 3 } }], NOW - 7),
      polled('aggregates', [{ ...SALES, windows: { 900: counts } }], NOW - 60),
    ]);
    const { figure } = await medium();
    expect(figure('occupancy')).toMatchObject({
      value: 0.75,
      origin: 'derived',
      polled_at: NOW - 7,
      inputs: [
        { figure: 'agents.busy', media: 'voice', value: 3, collector: 'queues', polled_at: NOW - 7 },
        { figure: 'agents.available', media: 'voice', value: 1, collector: 'queues', polled_at: NOW - 7 },
      ],
    });
    expect(figure('service_level')).toMatchObject({
      value: 0.6,
      polled_at: NOW - 60,
      formula: 'answered_within_threshold / (answered + abandoned) in the window',
    });
    expect(figure('sla_breach')).toMatchObject({ value: true, polled_at: NOW - 60 });
    expect(figure('windows.15m.abandonment_ratio')).toMatchObject({
      value: 0.2,
      metric: 'contact_center_queue_abandonment_ratio{window="15m"}',
    });
  });

  it('takes agents from the row of all media where they serve all', async () => {
    const all: QueueFacts = { ...SALES, media: 'all', agents: { available: 1, busy: 1 } };
    const { medium } = await serve([polled('queues', [{ ...SALES, waiting: 1 }, all], NOW)]);
    const { figure, absent } = await medium('acme/q%2F1?media=voice');
    expect(figure('occupancy')).toMatchObject({
      value: 0.5,
      inputs: [
        { figure: 'agents.busy', media: 'all' },
        { figure: 'agents.available', media: 'all' },
      ],
    });
    expect(absent('agents.busy')).toMatchObject({
      reason: 'other_media',
      message: 'Reported for the media all of this queue',
    });
  });

  it('passes on the origin of a figure that the platform itself computes', async () => {
    const { medium } = await serve([polled('queues', [{ ...SALES, serviceLevel: 0.5 }], NOW - 7)]);
    expect((await medium()).figure('service_level')).toMatchObject({
      value: 0.5,
      origin: 'platform',
      collector: 'queues',
      fields: ['serviceLevel', 'inSLA', 'outSLA'],
    });
  });

  it('names the key of the configuration that sets a target', async () => {
    const care = { ...SALES, id: 'q2', name: 'Care', serviceLevelTarget: 0.7 };
    const { medium } = await serve([polled('queues', [SALES, care], NOW)]);
    expect((await medium()).figure('service_level_target')).toMatchObject({
      value: 0.8,
      origin: 'configuration',
      formula: 'service_level.target',
    });
    expect((await medium('acme/q2')).figure('service_level_target')).toMatchObject({
      value: 0.9,
      origin: 'configuration',
      formula: 'target of the first rule in service_level of the tenant that matches the queue',
    });
  });

  it('gives the reason of each absent figure', async () => {
    const { medium } = await serve([
      polled('queues', [{ ...SALES, waiting: 0 }], NOW),
      state('aggregates', undefined, { success: false, missed: 4, lastError: 'timed out' }),
    ]);
    const { absent } = await medium();
    expect(absent('oldest_waiting_at')).toMatchObject({
      reason: 'no_value',
      message: 'The last successful poll has no valid value; expected when no contact waits',
      fields: ['earliestQueueTime'],
    });
    expect(absent('totals.offered')).toMatchObject({
      reason: 'collector_failed',
      collector: 'aggregates',
      message: 'No recent successful poll of this collector; last poll: timed out',
    });
    expect(absent('wait_seconds')).toMatchObject({ reason: 'not_reported' });
    expect(absent('config_drifted')).toMatchObject({ reason: 'not_configured' });
    expect(absent('agents_planned')).toMatchObject({ reason: 'not_configured' });
    expect(absent('occupancy')).toMatchObject({
      reason: 'not_derivable',
      message: expect.stringContaining('Unknown: agents.busy, agents.after_contact_work, agents.available'),
    });
  });

  it('distinguishes a collector that is not enabled from one that has not been polled', async () => {
    const queues = polled('queues', [SALES], NOW);
    const disabled = await (await serve([queues])).medium();
    expect(disabled.absent('totals.offered')).toMatchObject({ reason: 'collector_disabled' });
    const pending = await (await serve([queues, state('aggregates', undefined)])).medium();
    expect(pending.absent('totals.offered')).toMatchObject({ reason: 'not_polled' });
  });

  it.each([
    ['other/q%2F1', 'tenant_not_found'],
    ['acme/q2', 'queue_not_found'],
    ['acme/q%2F1?media=chat', 'queue_not_found'],
  ])('responds to %s with 404 and the code %s', async (path, code) => {
    const { get } = await serve([polled('queues', [SALES], NOW)]);
    const response = await get(path);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ status: 'error', error: { code, message: expect.any(String) } });
  });
});
