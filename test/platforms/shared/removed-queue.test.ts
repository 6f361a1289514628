import { HttpResponse, type HttpResponseResolver, http, type RequestHandler } from 'msw';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../src/config/index.ts';
import {
  type Collection,
  type CollectorName,
  mergeQueues,
  type QueueFacts,
  queueKey,
} from '../../../src/domain/index.ts';
import type { Platform } from '../../../src/platforms/index.ts';
import { snapshotOf } from '../../../src/signals/index.ts';
import { connectAdapter } from '../../support/adapter.ts';
import { count, interactions, observed, PATHS, queuePage, token } from '../../support/genesys.ts';
import { respondTo, startVendorApi } from '../../support/vendor-api.ts';
import { APIS } from '../conformance/apis.ts';

/** A queue that is gone disappears with the queue poll that no longer has it, on every API. */

/** 2026-09-07T10:00:00Z, a Monday. */
const NOW = Date.UTC(2026, 8, 7, 10) / 1000;
const ACD = '/inContactAPI/services/v34.0';

/** What each API says about the queues with these ids, through all of its collectors. */
function handlersOf(queues: () => readonly number[]): Readonly<Record<string, readonly RequestHandler[]>> {
  const rows = (
    each: (id: number) => object,
    envelope: (rows: readonly object[]) => object,
  ): HttpResponseResolver => respondTo(() => () => HttpResponse.json(envelope(queues().map(each))));
  const name = (id: number) => `Queue ${id}`;
  const all = [1, 2];
  return {
    v2: [
      http.post('/api/v2/oauth/token', () => HttpResponse.json({ access_token: 'token', expires_in: 3600 })),
      http.get(
        '/api/v2/reporting/queues/stats',
        rows(
          (id) => ({ queue: { id: String(id), name: name(id) } }),
          (data) => ({ data }),
        ),
      ),
      http.post('/api/v2/analytics/queues/details/query', () =>
        HttpResponse.json({
          metrics: all.map((id) => ({ queue: { id: String(id) }, answeredCount: 1, abandonedCount: 0 })),
        }),
      ),
      http.post('/api/v2/analytics/queues/data/query', () =>
        HttpResponse.json({
          results: all.map((id) => ({
            queue: { id: String(id) },
            waitTimeRange: '0-20',
            answeredCount: 1,
            abandonedCount: 0,
          })),
        }),
      ),
      http.get('/api/v2/audit', () => HttpResponse.json({ results: [] })),
    ],
    acd: [
      http.post('/login', () => HttpResponse.json({ access_token: 'token', expires_in: 3600 })),
      http.get(
        `${ACD}/skills/activity`,
        rows(
          (id) => ({ skillId: id, skillName: name(id), queueCount: 0, serviceLevelGoal: 80 }),
          (skillActivity) => ({ skillActivity }),
        ),
      ),
      http.get(`${ACD}/skills/summary`, () =>
        HttpResponse.json({
          skillSummaries: all.map((id) => ({ skillId: id, skillName: name(id), contactsOffered: 1 })),
        }),
      ),
    ],
    observations: [
      http.post(PATHS.token, token), // The list is kept for ten minutes: the queue poll is the first to know.
      http.get(PATHS.list, queuePage(...all.map((id) => ({ id: String(id), name: name(id) })))),
      http.post(
        PATHS.observations,
        respondTo(() =>
          observed(...queues().map((id) => interactions(String(id), 'voice', count('oWaiting', 0)))),
        ),
      ),
      http.post(PATHS.aggregates, () => HttpResponse.json({ results: [] })),
      http.post(PATHS.audits, () => HttpResponse.json({ entities: [], total: 0 })),
    ],
    details: [
      http.post(PATHS.token, token),
      http.get(PATHS.list, queuePage(...all.map((id) => ({ id: String(id), name: name(id) })))),
      http.post(
        '/api/v2/analytics/queues/details/query',
        rows(
          (id) => ({ queueId: String(id), metrics: { waiting: 0, agentsAvailable: 1, agentsBusy: 0 } }),
          (entities) => ({ entities }),
        ),
      ),
    ],
  };
}

const OF_QUEUES: readonly CollectorName[] = ['aggregates', 'audit', 'wait_times'];

async function connect(platform: Platform, queues: () => readonly number[]) {
  const server = await startVendorApi(...(handlersOf(queues)[platform.api] ?? []));
  const oauth =
    platform.api === 'acd'
      ? { access_key_id: 'key', access_key_secret: 'secret', token_url: `${server.origin}/login` }
      : { client_id: 'id', client_secret: 'secret' };
  const adapter = connectAdapter(platform, {
    settings: { base_url: server.origin, oauth },
    now: () => NOW,
  });
  const collections = new Map<CollectorName, Collection>();
  return {
    others: platform.collectors.filter((name) => OF_QUEUES.includes(name)),
    poll: async (...names: readonly CollectorName[]): Promise<readonly QueueFacts[]> => {
      for (const name of names) collections.set(name, await adapter.collect(name));
      const state = {
        tenant: { name: 'acme', platform: platform.platform, api: platform.api },
        collectors: [...collections].map(([name, collection]) => ({
          status: { name, intervalSeconds: 1, missed: 0, skipped: 0, rejected: {} },
          collection,
        })),
      };
      const policies = { defaults: DEFAULT_POLICY, rules: [] };
      const shown = snapshotOf(state, policies, NOW).queues.map(({ facts }) => facts);
      expect(shown.map(queueKey)).toEqual(mergeQueues(state).map(queueKey));
      return shown;
    },
  };
}

const ids = (rows: readonly QueueFacts[]) => [...new Set(rows.map(({ id }) => id))];

describe.each(APIS)('$platform.platform $platform.api', ({ platform }) => {
  it('shows nothing of a queue that the last queue poll no longer has', async () => {
    let queues = [1, 2];
    const { poll, others } = await connect(platform, () => queues);
    expect(ids(await poll('queues', ...others))).toEqual(['1', '2']);
    queues = [2];
    expect(ids(await poll('queues'))).toEqual(['2']);
    // Slower collectors may still be told about it.
    expect(ids(await poll(...others))).toEqual(['2']);
    queues = [1, 2];
    expect(ids(await poll('queues'))).toEqual(['1', '2']);
  });
});

describe('a tenant without a queue poll', () => {
  it.each(APIS.filter(({ platform }) => platform.api === 'acd'))(
    'shows the queues of its other collectors on $platform.api',
    async ({ platform }) => {
      const { poll, others } = await connect(platform, () => [1, 2]);
      expect(ids(await poll(...others))).toEqual(['1', '2']);
    },
  );
});
