import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { withDeadline } from '../../../../src/async/index.ts';
import { isUp } from '../../../../src/domain/health.ts';
import { createRejectionCounter } from '../../../../src/platforms/shared/rows.ts';
import { createStatusPage } from '../../../../src/platforms/shared/status-page.ts';
import { listen } from '../../../support/http-listener.ts';
import { startVendorApi } from '../../../support/vendor-api.ts';
import { ACTIVITY, connect, NOW, openClient, queryOf, SERVER_TIME, SUMMARY } from './support.ts';

const PAGE = '/api/v2/summary.json';
const serverTime = (unixSeconds: number) => () =>
  HttpResponse.json({ ServerTime: new Date(unixSeconds * 1000).toISOString() });

const component = (id: string, name: string, status: string, more: object = {}) => ({
  id,
  name,
  status,
  group: false,
  group_id: null,
  ...more,
});

describe('CXone ACD: health', () => {
  it('is healthy when the server time endpoint responds', async () => {
    const { adapter } = await connect([http.get(SERVER_TIME, serverTime(NOW))]);
    expect((await adapter.collect('health')).health).toEqual({ components: [] });
    expect(adapter.warnings).toEqual([]);
  });

  it.each([
    ['an error', () => HttpResponse.json({ error: 'down' }, { status: 500 }), { code: 'http' }],
    ['no time', () => HttpResponse.json({ ok: true }), { code: 'invalid' }],
    ['no instant', () => HttpResponse.json({ ServerTime: 'noon' }), { code: 'invalid' }],
  ])('fails on %s', async (_, answer, error) => {
    const { adapter } = await connect([http.get(SERVER_TIME, answer)]);
    await expect(adapter.collect('health')).rejects.toMatchObject(error);
  });

  it('shows the public status page beside it, without applying it to the tenant', async () => {
    const page = await startVendorApi(
      http.get(PAGE, () =>
        HttpResponse.json({
          page: {
            id: 'p',
            name: 'NICE',
            url: 'https://status.example.com',
            updated_at: '2026-09-07T09:59:00Z',
          },
          status: { indicator: 'critical', description: 'Major outage' },
          components: [
            component('g1', 'NA1', 'operational', { group: true }),
            component('g2', 'EU1', 'major_outage', { group: true }),
            component('c1', 'Voice', 'operational', { group_id: 'g1' }),
            component('c2', 'Voice', 'major_outage', { group_id: 'g2' }),
            component('c3', 'Reporting', 'under_maintenance'),
            component('c4', 'Analytics', 'on_fire'),
          ],
          incidents: [],
          scheduled_maintenances: [],
        }),
      ),
    );
    const { adapter } = await connect([http.get(SERVER_TIME, serverTime(NOW))], {
      settings: { status_page: { url: page.origin } },
    });
    const { health } = await adapter.collect('health');
    expect(Object.fromEntries(health?.components.map((each) => [each.component, each.status]) ?? [])).toEqual(
      {
        overall: 'major_outage',
        'NA1 / Voice': 'operational',
        'EU1 / Voice': 'major_outage',
        Reporting: 'under_maintenance',
        Analytics: 'unknown',
      },
    );
    expect(health && isUp(health)).toBe(true);
    expect(page.received[0]?.headers.authorization).toBeUndefined();
  });

  it('has the id of a component in place of a name that is missing, and refuses what it cannot key', async () => {
    const page = await startVendorApi(
      http.get(PAGE, () =>
        HttpResponse.json({
          status: { indicator: 'Critical' },
          components: [
            component('c1', '', 'operational'),
            component('c2', '  ', 'Major Outage'),
            { id: 'c3', status: 'operational' },
            component('c4', 'Voice', 'operational'),
            component('c5', 'Voice', 'partial_outage'),
            component('c6', 'Chat', 'operational'),
            component('c7', 'Chat', 'operational'),
            component('', 'Nothing', 'operational'),
            'not a component',
          ],
        }),
      ),
    );
    const { adapter } = await connect([http.get(SERVER_TIME, serverTime(NOW))], {
      settings: { status_page: { url: page.origin } },
    });
    const { health, rejected } = await adapter.collect('health');
    expect(health?.components.map((each) => [each.component, each.status])).toEqual([
      ['overall', 'major_outage'],
      ['c1', 'operational'],
      ['c2', 'major_outage'],
      ['c3', 'operational'],
      ['Voice', 'unknown'],
      ['Chat', 'operational'],
    ]);
    expect(rejected).toEqual({ invalid_id: 1, invalid_row: 1 });
  });

  it('ignores the time of the server when it is of another age', async () => {
    const { adapter } = await connect([http.get(SERVER_TIME, serverTime(NOW + 10 * 365 * 86_400))]);
    const { rejected } = await adapter.collect('health');
    expect(rejected).toEqual({ server_time_out_of_range: 1 });
    expect(adapter.warnings).toEqual([]);
  });

  it('shows the components that are asked for alone', async () => {
    const page = await startVendorApi(
      http.get(PAGE, () =>
        HttpResponse.json({
          status: { indicator: 'none' },
          components: [
            component('1', 'NA1 voice', 'operational'),
            component('2', 'EU1 voice', 'operational'),
          ],
        }),
      ),
    );
    const { adapter } = await connect([http.get(SERVER_TIME, serverTime(NOW))], {
      settings: { status_page: { url: page.origin, components: ['NA1*'] } },
    });
    const { health } = await adapter.collect('health');
    expect(health?.components.map(({ component }) => component)).toEqual(['NA1 voice']);
  });

  it.each([
    ['is not there', () => HttpResponse.json({}, { status: 404 })],
    ['is a page for people', () => HttpResponse.html('<html>')],
  ])('is healthy without the status page when that %s, and logs it once', async (_, answer) => {
    const page = await startVendorApi(http.get(PAGE, answer));
    const { adapter } = await connect([http.get(SERVER_TIME, serverTime(NOW))], {
      settings: { status_page: { url: page.origin } },
    });
    expect((await adapter.collect('health')).health).toEqual({ components: [] });
    expect((await adapter.collect('health')).health).toEqual({ components: [] });
    expect(adapter.warnings.map(({ message }) => message)).toEqual([
      'Failed to read the status page; component status unknown',
    ]);
  });

  it('gives a status page that hangs no more than half of the time', async () => {
    const origin = await listen(() => {});
    const warnings: string[] = [];
    const log = { info: () => {}, warn: (_: object, message: string) => warnings.push(message) };
    const statusPage = createStatusPage({ client: openClient(origin), components: ['*'], log });
    const whole = 1_000;
    const signal = withDeadline(AbortSignal.timeout(whole), performance.now() + whole);
    expect(await statusPage.read({ collector: 'health', signal }, createRejectionCounter())).toEqual([]);
    expect(signal.aborted).toBe(false);
    expect(warnings).toHaveLength(1);
  });
});

describe("CXone ACD: the platform's clock", () => {
  const ahead = 42;
  const handlers = [
    http.get(SERVER_TIME, serverTime(NOW + ahead)),
    http.get(SUMMARY, () => HttpResponse.json({ skillSummaries: [] })),
    http.get(ACTIVITY, () =>
      HttpResponse.json({
        skillActivity: [
          { skillId: 1, queueCount: 1, earliestQueueTime: new Date((NOW + ahead - 30) * 1000).toISOString() },
        ],
      }),
    ),
  ];

  it('logs a difference of the clocks once, and corrects for it afterwards', async () => {
    const { server, adapter } = await connect(handlers);
    await adapter.collect('health');
    await adapter.collect('health');
    expect(adapter.warnings.map(({ fields }) => fields)).toEqual([{ seconds_ahead: ahead }]);

    const { queues } = await adapter.collect('queues');
    expect(queues?.[0]?.oldestWaitingAt).toBe(NOW - 30);
    await adapter.collect('aggregates');
    expect(server.at(SUMMARY).map((request) => queryOf(request).endDate)).toContain('2026-09-07T10:00:42Z');
  });

  it('compares again before it counts with a clock that was set meanwhile', async () => {
    let setBy = 0;
    const { server, adapter } = await connect([http.get(SERVER_TIME, serverTime(NOW)), ...handlers], {
      now: () => NOW + setBy,
      monotonic: () => NOW,
    });
    await adapter.collect('health');
    setBy = 3600;
    await adapter.collect('aggregates');
    expect(queryOf(server.at(SUMMARY).at(-1)!).startDate).toMatch(/^2026-09-0[67]T/);
    expect(server.at(SUMMARY).map((request) => queryOf(request).endDate)).toContain('2026-09-07T10:00:00Z');
    expect(server.at(SERVER_TIME)).toHaveLength(2);
    await adapter.collect('aggregates');
    expect(server.at(SERVER_TIME)).toHaveLength(2);
  });

  it('does not correct before the comparison or for a small difference', async () => {
    const { adapter } = await connect([http.get(SERVER_TIME, serverTime(NOW + 1.5)), ...handlers]);
    await adapter.collect('health');
    const { queues } = await adapter.collect('queues');
    expect(queues?.[0]?.oldestWaitingAt).toBe(NOW + ahead - 30);
    expect(adapter.warnings).toEqual([]);
  });
});
