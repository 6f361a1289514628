import { HttpResponse, http, type RequestHandler } from 'msw';
import { onTestFinished } from 'vitest';
import { noopVendorObserver } from '../../../../src/app/tenants/vendor-observer.ts';
import { cxoneAcd } from '../../../../src/platforms/cxone/acd/index.ts';
import { createVendorClient, type VendorClient } from '../../../../src/vendor-http/index.ts';
import { type AdapterOptions, connectAdapter } from '../../../support/adapter.ts';
import { type ReceivedRequest, startVendorApi } from '../../../support/vendor-api.ts';

export const ROOT = '/inContactAPI/services/v34.0';
export const ACTIVITY = `${ROOT}/skills/activity`;
export const SUMMARY = `${ROOT}/skills/summary`;
export const STATES = `${ROOT}/agents/states`;
export const SERVER_TIME = `${ROOT}/server-time`;
export const TOKEN = '/auth/token';
export const LOGIN = '/authentication/v1/token/access-key';
export const CONFIGURATION = '/.well-known/cxone-configuration';

/** 2026-09-07T10:00:00Z, a Monday. */
export const NOW = Date.UTC(2026, 8, 7, 10) / 1000;
export const MIDNIGHT = Date.UTC(2026, 8, 7) / 1000;

/** What both ways of signing in answer with. */
export const tokenAnswer =
  (access_token = 'token') =>
  () =>
    HttpResponse.json({
      access_token,
      token_type: 'Bearer',
      expires_in: 3600,
      refresh_token: 'refresh',
      id_token: 'id',
    });

/** A token whose claims name a tenant. */
export function jwt(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.c2lnbmF0dXJl`;
}

export const queryOf = ({ url }: Pick<ReceivedRequest, 'url'>) =>
  Object.fromEntries(new URL(url, 'http://platform').searchParams);

/** An adapter that signs in by access-key login and talks to a server that has these answers beside. */
export async function connect(handlers: readonly RequestHandler[], options: Partial<AdapterOptions> = {}) {
  const server = await startVendorApi(...handlers, http.post(LOGIN, tokenAnswer()));
  const settings = {
    base_url: server.origin,
    oauth: { access_key_id: 'key', access_key_secret: 'secret', token_url: `${server.origin}${LOGIN}` },
    ...options.settings,
  };
  const adapter = connectAdapter(cxoneAcd, { now: () => NOW, ...options, settings });
  return { server, adapter };
}

/** A client without a token, for what is asked beside the API. Ends with the test. */
export function openClient(baseUrl: string): VendorClient {
  const client = createVendorClient({ tenant: 'acme', baseUrl, observer: noopVendorObserver });
  onTestFinished(() => client.close());
  return client;
}
