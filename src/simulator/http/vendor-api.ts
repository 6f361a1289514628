import type { ContactCentre } from '../engine/index.ts';
import type { ApiError } from './api-error.ts';
import type { TokenStore } from './token-store.ts';

/** One vendor API over one contact centre: what a folder under `vendor-apis/` provides. */
export interface VendorApi {
  readonly platform: string;
  readonly api: string;
  /** Token endpoints; exporters are configured with the first. */
  readonly tokenEndpoints: readonly TokenEndpoint[];
  readonly endpoints: readonly Endpoint[];
  /** Response header that carries the correlation id. */
  readonly correlationHeader: string;
  /** Every scope or permission that a client may be granted. */
  readonly grants: readonly string[];
  errorBody(error: ApiError, correlationId: string): unknown;
  /** API-specific keys of a tenant in the exporter's configuration. */
  exporterSettings(tenant: { readonly baseUrl: string; readonly client: ClientCredentials }): object;
}

export interface Endpoint {
  /** Short name in faults and request counts. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Express route pattern: `/queues/:id`. */
  readonly path: string;
  /** The token must carry one of these; absent: any valid token. */
  readonly scopes?: readonly string[];
  /** Permission that the client must have, regardless of the scopes of its token. */
  readonly permission?: string;
  /** Requires no token. */
  readonly isPublic?: boolean;
  /** Responds during an outage, to report it. */
  readonly survivesOutage?: boolean;
  /** @throws ApiError */
  handle(call: Call): Reply;
}

export interface TokenEndpoint {
  readonly path: string;
  readonly encoding: 'form' | 'json';
  /** @throws ApiError, unless the vendor's token errors have their own format, which is returned as a reply. */
  grant(request: TokenRequest, issuer: TokenIssuer): Reply;
}

export interface TokenRequest {
  readonly fields: Readonly<Record<string, string | undefined>>;
  readonly authorization?: string;
}

/** The client that may authenticate, and the store that issues its tokens. */
export interface TokenIssuer {
  readonly client: ClientCredentials;
  readonly tokens: TokenStore;
}

export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Scopes or permissions granted to the client. */
  readonly scopes: readonly string[];
}

/** One request, as passed to an endpoint. */
export interface Call {
  /** Advanced to `now`. */
  readonly centre: ContactCentre;
  /** Virtual time, Unix seconds. */
  readonly now: number;
  readonly params: Readonly<Record<string, string>>;
  /** The last value of a repeated parameter. */
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
  header(name: string): string | undefined;
  /** Scheme, host and port that the client used. */
  readonly origin: string;
  /** Path and query. */
  readonly url: string;
  readonly clientId: string;
  /** Set by the fault `endless_pages`: every page links to a next one. */
  readonly endlessPages: boolean;
  /** Status that the platform reports of itself. */
  readonly health: PlatformCondition;
  readonly settings: VendorApiSettings;
}

export type PlatformCondition = 'operational' | 'major_outage';

export interface VendorApiSettings {
  /** How long reads may return the old version after a configuration write, virtual seconds. */
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
