import type { ContactCentre } from '../engine/index.ts';
import type { ApiError } from './api-error.ts';
import type { TokenStore } from './token-store.ts';

/** One vendor API over one contact centre: what a folder under `faces/` provides. */
export interface VendorApi {
  readonly platform: string;
  readonly api: string;
  /** Where a client signs in; the first is the one an exporter is configured with. */
  readonly tokenEndpoints: readonly TokenEndpoint[];
  readonly endpoints: readonly Endpoint[];
  /** Response header that carries the correlation id. */
  readonly correlationHeader: string;
  /** Everything a client may be granted: scopes, or permissions where the platform has those. */
  readonly grants: readonly string[];
  errorBody(error: ApiError, correlationId: string): unknown;
  /** The keys of an exporter's tenant configuration that depend on the API. */
  exporterSettings(tenant: { readonly baseUrl: string; readonly client: ClientCredentials }): object;
}

export interface Endpoint {
  /** A short name for faults and request counts. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** As express spells it: `/queues/:id`. */
  readonly path: string;
  /** The token must carry one of these; absent: any token will do. */
  readonly scopes?: readonly string[];
  /** The client must have been granted this, whatever the scopes of its token. */
  readonly permission?: string;
  /** Asked without a token. */
  readonly isPublic?: boolean;
  /** Answers even in an outage, to report it. */
  readonly survivesOutage?: boolean;
  /** @throws ApiError */
  handle(call: Call): Reply;
}

export interface TokenEndpoint {
  readonly path: string;
  readonly encoding: 'form' | 'json';
  /** @throws ApiError, or a reply of its own where the vendor's sign-in errors have a shape of their own. */
  grant(request: TokenRequest, desk: TokenIssuer): Reply;
}

export interface TokenRequest {
  readonly fields: Readonly<Record<string, string | undefined>>;
  readonly authorization?: string;
}

/** What sign-in needs to know: who may enter, and where tokens are made. */
export interface TokenIssuer {
  readonly client: ClientCredentials;
  readonly tokens: TokenStore;
}

export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The grants the client has. */
  readonly scopes: readonly string[];
}

/** One request as an endpoint sees it. */
export interface Call {
  /** Advanced to this very moment. */
  readonly centre: ContactCentre;
  /** Virtual time, Unix seconds. */
  readonly now: number;
  readonly params: Readonly<Record<string, string>>;
  /** Of repeated parameters, the last. */
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
  header(name: string): string | undefined;
  /** Scheme, host and port as the client addressed them. */
  readonly origin: string;
  /** Path and query. */
  readonly url: string;
  readonly clientId: string;
  /** A fault that makes every page name a next one. */
  readonly endlessPages: boolean;
  /** The platform's own view of its condition. */
  readonly health: PlatformCondition;
  readonly settings: VendorApiSettings;
}

export type PlatformCondition = 'operational' | 'major_outage';

export interface VendorApiSettings {
  /** How long after a configuration write a read may still show the old version, virtual seconds. */
  readonly consistencyDelaySeconds: number;
}

export interface Reply {
  readonly status: number;
  /** Sent as JSON; absent sends no body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export function ok(body: unknown): Reply {
  return { status: 200, body };
}
