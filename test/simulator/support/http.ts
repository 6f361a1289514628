import { afterEach } from 'vitest';
import { startSimulator } from '../../../src/simulator/index.ts';
import type { SimulatedTenant, Simulator, TenantOptions } from '../../../src/simulator/server.ts';
import { MONDAY } from './centres.ts';

/** A simulator on free ports with a stopped clock, so that responses can be compared with the ground truth. */
export async function stoppedSimulator(
  tenant: Partial<TenantOptions> = {},
): Promise<{ simulator: Simulator; tenant: SimulatedTenant }> {
  const simulator = await startSimulator({
    tenants: [{ name: 'acme', platform: 'cxone', api: 'v2', centre: 'acme', ...tenant }],
    startAt: MONDAY + 10 * 3600,
    timeFactor: 0,
    warmUpSeconds: 2 * 3600,
  });
  open.push(simulator);
  const [first] = simulator.tenants;
  if (!first) throw new Error('no tenant');
  return { simulator, tenant: first };
}

const open: Simulator[] = [];

/** Call once per test file. */
export function closeSimulatorsAfterEach(): void {
  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.close()));
  });
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests state the expected shape of each response
  readonly body: any;
}

export async function signIn(tenant: SimulatedTenant, fields: Record<string, string> = {}): Promise<Answer> {
  const { clientId, clientSecret } = tenant.credentials;
  return answerOf(
    await fetch(tenant.tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        ...fields,
      }),
    }),
  );
}

export interface Api {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, json?: unknown): Promise<Answer>;
  put(path: string, json: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** Calls with a token of the tenant's client; paths may be absolute, as page links are. */
export async function apiOf(tenant: SimulatedTenant, scope?: string): Promise<Api> {
  const { body } = await signIn(tenant, scope === undefined ? {} : { scope });
  return api(tenant.baseUrl, { authorization: `Bearer ${body.access_token}` });
}

export function api(baseUrl: string, defaults: Record<string, string> = {}): Api {
  const call = async (method: string, path: string, json?: unknown, headers = {}): Promise<Answer> =>
    answerOf(
      await fetch(new URL(path, baseUrl), {
        method,
        redirect: 'manual',
        headers: {
          ...defaults,
          ...(json !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(json !== undefined && { body: JSON.stringify(json) }),
      }),
    );
  return {
    get: (path, headers) => call('GET', path, undefined, headers),
    post: (path, json) => call('POST', path, json),
    put: (path, json, headers) => call('PUT', path, json, headers),
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
