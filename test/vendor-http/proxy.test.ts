import { afterEach, expect, it, vi } from 'vitest';
import { listen } from '../support/vendor-server.ts';
import { get, openClient, patient } from './harness.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

it("calls go through the environment's proxy, but those to this machine and its exceptions", async () => {
  const proxied: string[] = [];
  const proxy = await listen((request, response) => {
    proxied.push(request.url ?? '');
    response.end('{"value":1}');
  });
  const api = await listen((_, response) => response.end('{"value":2}'));
  vi.stubEnv('HTTP_PROXY', proxy);
  vi.stubEnv('NO_PROXY', 'direct.invalid');

  const ask = (baseUrl: string) => openClient({ baseUrl }).request({ ...get('/x'), retry: false }, patient());
  expect(await ask('http://vendor.invalid')).toEqual({ value: 1 });
  expect(await ask(api)).toEqual({ value: 2 });
  await expect(ask('http://direct.invalid')).rejects.toMatchObject({ code: 'refused' });
  expect(proxied).toEqual(['http://vendor.invalid/x']);
});
