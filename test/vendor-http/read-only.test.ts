import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import { startVendorApi } from '../support/vendor-api.ts';
import { failure, get, openClient, patient } from './harness.ts';

it('sends no write from a client for reading only', async () => {
  const server = await startVendorApi(http.get('/x', () => HttpResponse.json({ value: 7 })));
  const client = openClient({ baseUrl: server.origin, readOnly: true });
  const write = { ...get('/x'), method: 'PUT', json: {} } as const;
  expect(await failure(client.request(write, patient()))).toMatchObject({ code: 'write_refused' });
  expect(server.received).toEqual([]);
  expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
});
