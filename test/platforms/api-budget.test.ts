import { readFileSync } from 'node:fs';
import { HttpResponse, type HttpResponseResolver, http } from 'msw';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CollectorName } from '../../src/domain/index.ts';
import { genesysObservations } from '../../src/platforms/genesys/observations/index.ts';
import { type Platform, platforms } from '../../src/platforms/index.ts';
import { startSimulator } from '../../src/simulator/index.ts';
import { API_BUDGET_FILE, apiBudgetPage, defaultIntervals } from '../../tools/api-budget-reference.ts';
import { type ConnectedAdapter, connectAdapter, platformSettings } from '../support/adapter.ts';
import { observed, PATHS, QUIET } from '../support/genesys.ts';
import { startVendorApi } from '../support/vendor-api.ts';

/** What polling costs, counted at the platform's end against what the arithmetic says. */

const MINUTES = 10;
const INTERVALS = defaultIntervals();
const START = Date.UTC(2026, 8, 7, 9, 10) / 1000;

/** One round of these is sent at the start, and then daily. */
const DAILY = 'media_history';
const MINUTES_PER_DAY = 24 * 60;

/** Requests of the first minutes. */
function expectedRequests(platform: Platform, queues: number): number {
  const costs = Object.entries(platform.requestCosts?.(queues, INTERVALS) ?? {});
  return costs.reduce(
    (sum, [endpoint, perMinute]) => sum + perMinute * (endpoint === DAILY ? MINUTES_PER_DAY : MINUTES),
    0,
  );
}

function costOf(platform: Platform, queues: number): number {
  const costs = Object.values(platform.requestCosts?.(queues, INTERVALS) ?? {});
  return costs.reduce((sum, perMinute) => sum + perMinute, 0);
}

/** Polls as the exporter does, in time that passes as fast as it can. */
async function pollFor(minutes: number, platform: Platform, adapter: ConnectedAdapter, tick: () => void) {
  const dueAt = (second: number, name: CollectorName) => second % INTERVALS[name] === 0;
  for (let second = 0; second < minutes * 60; second++, tick()) {
    for (const name of platform.collectors) if (dueAt(second, name)) await adapter.collect(name);
  }
}

describe('the API budget', () => {
  it('is current in the docs; otherwise run npm run generate', () => {
    expect(readFileSync(API_BUDGET_FILE, 'utf8')).toBe(apiBudgetPage(platforms));
  });

  it.each(platforms.map((platform) => [`${platform.platform} ${platform.api}`, platform] as const))(
    'equals the requests that polling %s makes',
    async (_, platform) => {
      const simulator = await startSimulator({
        tenants: [
          {
            name: 'globex',
            platform: platform.platform as 'cxone' | 'genesys',
            api: platform.api,
            centre: 'globex',
            requestsPerMinute: 10_000,
          },
        ],
        startAt: START,
        timeFactor: 0,
        warmUpSeconds: 0,
      });
      onTestFinished(() => simulator.close());
      const tenant = simulator.tenants[0]!;
      const settings = platformSettings(tenant);
      const adapter = connectAdapter(platform, { settings, now: simulator.clock.now });
      await pollFor(MINUTES, platform, adapter, () => simulator.clock.skip(1));

      // Signing in, finding the API, the public page: not part of the budget of polling.
      const { token: _token, cxone_configuration: _found, status_page: _page, ...polls } = tenant.requests;
      const requests = Object.values(polls).flatMap((codes) => Object.values(codes));
      expect(requests.reduce((sum, count) => sum + count, 0)).toBeCloseTo(
        expectedRequests(platform, tenant.centre().queues.length),
      );
    },
  );

  it.each([1, 200, 201, 1_001])(
    'equals the requests that polling Genesys observations with %i queues makes',
    async (queues) => {
      const ids = Array.from({ length: queues }, (_, index) => ({ id: `q${index}`, name: `Queue ${index}` }));
      const list: HttpResponseResolver = ({ request }) => {
        const page = Number(new URL(request.url).searchParams.get('pageNumber'));
        const entities = ids.slice((page - 1) * 500, page * 500);
        return HttpResponse.json({ entities, pageNumber: page, pageCount: Math.ceil(queues / 500) });
      };
      const server = await startVendorApi(
        http.get(PATHS.list, list),
        http.post(PATHS.observations, observed()),
        ...QUIET,
      );
      let now = START;
      const adapter = connectAdapter(genesysObservations, {
        settings: { base_url: server.origin, oauth: { client_id: 'id', client_secret: 'secret' } },
        now: () => now,
      });
      await pollFor(MINUTES, genesysObservations, adapter, () => {
        now += 1;
      });
      const requests = server.received.length - server.at(PATHS.token).length;
      expect(requests).toBeCloseTo(expectedRequests(genesysObservations, queues));
    },
  );

  it('keeps 1,000 queues of Genesys observations within a tenth of the published limit', () => {
    expect(genesysObservations.requestsPerMinute).toBe(300);
    expect(costOf(genesysObservations, 1_000)).toBeLessThanOrEqual(30);
  });
});
