import type { RequestContext, VendorClient, VendorRequest } from '../../../vendor-http/index.ts';

/** Read request of the ACD API; `path` is relative to the root of its version. */
export type AcdRead<T> = Pick<VendorRequest<T>, 'endpoint' | 'path' | 'query' | 'schema' | 'whenNoContent'>;

/** Write request, which is sent exactly once. */
export type AcdWrite<T> = Pick<VendorRequest<T>, 'endpoint' | 'path' | 'json' | 'schema' | 'whenEmpty'>;

export interface AcdApi {
  /** Maximum number of pages of one list. */
  readonly maxPages: number;
  /** @throws the errors of {@link VendorClient.request}. */
  readonly get: <T>(read: AcdRead<T>, context: RequestContext) => Promise<T>;
  /** @throws the errors of {@link VendorClient.request}. */
  readonly put: <T>(write: AcdWrite<T>, context: RequestContext) => Promise<T>;
}

/** ACD API in one version; old versions continue to respond. Source of the path: NICE CXone developer portal, "RealTime Data API". */
export function acdApi(client: VendorClient, version: number, maxPages: number): AcdApi {
  const root = `/inContactAPI/services/v${version}.0`;
  return {
    maxPages,
    get: (read, context) => client.request({ ...read, method: 'GET', path: `${root}${read.path}` }, context),
    put: (write, context) =>
      client.request({ ...write, method: 'PUT', path: `${root}${write.path}`, retry: false }, context),
  };
}
