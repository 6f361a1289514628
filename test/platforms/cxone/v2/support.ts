import { HttpResponse, type HttpResponseResolver, http, type JsonBodyType, type RequestHandler } from 'msw';
import { cxoneV2 } from '../../../../src/platforms/cxone/v2/index.ts';
import { type AdapterOptions, connectAdapter } from '../../../support/adapter.ts';
import { startVendorApi } from '../../../support/vendor-api.ts';

export const STATS = '/api/v2/reporting/queues/stats';
export const AGENTS = '/api/v2/reporting/interactions/agents/details';
export const QUEUE_DATA = '/api/v2/analytics/queues/data/query';
export const AUDIT = '/api/v2/audit';

/** 2026-09-07T10:00:00Z, a Monday. */
export const NOW = Date.UTC(2026, 8, 7, 10) / 1000;

const TWO_QUEUES = () =>
  HttpResponse.json({
    data: [{ queue: { id: 'q1', name: 'Sales' } }, { queue: { id: 'q2', name: 'VIP' } }],
  });

/** An adapter that signs in and knows the queues Sales (q1) and VIP (q2), once they are polled. */
export async function connect(handlers: readonly RequestHandler[], options: Partial<AdapterOptions> = {}) {
  const server = await startVendorApi(
    ...handlers,
    http.post('/api/v2/oauth/token', () => HttpResponse.json({ access_token: 'token', expires_in: 3600 })),
    http.get(STATS, TWO_QUEUES),
  );
  const settings = {
    base_url: server.origin,
    oauth: { client_id: 'id', client_secret: 'secret' },
    ...options.settings,
  };
  return { server, adapter: connectAdapter(cxoneV2, { now: () => NOW, ...options, settings }) };
}

/** Pages in turn; `link` makes of a page's number the link to it. */
export function inPages<Row>(
  pages: readonly (readonly Row[])[],
  envelope: (rows: readonly Row[], nextUri: string | undefined) => JsonBodyType,
  link: (page: number) => string,
): readonly HttpResponseResolver[] {
  return pages.map(
    (rows, index) => () =>
      HttpResponse.json(envelope(rows, index + 1 < pages.length ? link(index + 2) : undefined)),
  );
}
