import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { genesysDetails } from '../../../../src/platforms/genesys/details/index.ts';
import { genesysObservations } from '../../../../src/platforms/genesys/observations/index.ts';
import { retryAfterFromBody } from '../../../../src/platforms/genesys/shared/throttling.ts';
import { connectAdapter } from '../../../support/adapter.ts';
import { errorBody, observed, queuePage, token } from '../../../support/genesys.ts';
import { inTurn, startVendorApi } from '../../../support/vendor-api.ts';

describe('retryAfterFromBody', () => {
  it.each([
    ['Rate limit exceeded the maximum. Retry the request in [27] seconds', 27],
    ['Retry the request in 27 seconds.', 27],
    ['retry the request in [1] second', 1],
    ['Rate limit exceeded the maximum [300] requests within [60] seconds', 60],
    ['[300] requests within [60] seconds. Retry the request in [12] seconds', 12],
    ['Retry the request in [n] seconds', undefined],
    ['Retry the request in [-5] seconds', undefined],
    ['Retry the request in [1e9] seconds', undefined],
    ['Retry the request in [27] minutes', undefined],
    [`${' '.repeat(100_000)}Retry the request in [27] seconds`, undefined],
    ['', undefined],
  ])('reads the pause of a 429 from its message: %s', (message, seconds) => {
    expect(retryAfterFromBody({ message, code: 'too.many.requests', status: 429 })).toBe(seconds);
  });

  it.each([undefined, null, 'Retry the request in [27] seconds', [], {}, { message: 27 }, { message: null }])(
    'finds no pause in another body: %j',
    (body) => {
      expect(retryAfterFromBody(body)).toBeUndefined();
    },
  );
});

describe.each([
  ['observations', genesysObservations],
  ['details', genesysDetails],
])('Genesys %s', (_, platform) => {
  const QUERIES = ['/api/v2/analytics/queues/observations/query', '/api/v2/analytics/queues/details/query'];

  async function connect(message: string, headers = {}) {
    const tooMany = errorBody(429, 'too.many.requests.retry.after', message, headers);
    const good = platform === genesysDetails ? () => HttpResponse.json({ entities: [] }) : observed();
    const server = await startVendorApi(
      ...QUERIES.map((path) => http.post(path, inTurn(tooMany, good))),
      http.post('/oauth/token', token),
      http.get('/api/v2/routing/queues', queuePage({ id: 'q1', name: 'Sales' })),
      http.get('/api/v2/presence/definitions', () =>
        HttpResponse.json({ entities: [], pageNumber: 1, pageCount: 1, total: 0 }),
      ),
    );
    const oauth = { client_id: 'id', client_secret: 'secret' };
    const settings = { base_url: server.origin, oauth, media: 'all' };
    const adapter = connectAdapter(platform, { settings });
    await adapter.collect('queues');
    const [first, second, ...more] = QUERIES.flatMap((path) => server.at(path));
    expect(more).toEqual([]);
    return second!.at - first!.at;
  }

  it('waits as long as the message of a 429 asks, when no header does', async () => {
    expect(await connect('Retry the request in [0.4] seconds')).toBeGreaterThan(395);
  });

  it('waits as long as the header asks when the message asks for another pause', async () => {
    const waited = await connect('Retry the request in [5] seconds', { 'retry-after': '0.3' });
    expect(waited).toBeGreaterThan(295);
    expect(waited).toBeLessThan(4000);
  });
});
