import type { RequestContext, VendorClient, VendorRequest } from '../../../vendor-http/index.ts';

/** A read of the ACD API; `path` lies below the root of its version. */
export type AcdRead<T> = Pick<VendorRequest<T>, 'endpoint' | 'path' | 'query' | 'schema' | 'whenEmpty'>;

/** A write that is sent once, whatever becomes of it. */
export type AcdWrite<T> = Pick<VendorRequest<T>, 'endpoint' | 'path' | 'json' | 'schema' | 'whenEmpty'>;

export interface AcdApi {
  /** The most pages of one list. */
  readonly maxPages: number;
  /** @throws what {@link VendorClient.request} throws. */
  readonly get: <T>(read: AcdRead<T>, context: RequestContext) => Promise<T>;
  /** @throws likewise. */
  readonly put: <T>(write: AcdWrite<T>, context: RequestContext) => Promise<T>;
}

/** The ACD API in one of its versions; old ones go on answering. */
export function acdApi(client: VendorClient, version: number, maxPages: number): AcdApi {
  const root = `/inContactAPI/services/v${version}.0`;
  return {
    maxPages,
    get: (read, context) => client.request({ ...read, method: 'GET', path: `${root}${read.path}` }, context),
    put: (write, context) =>
      client.request({ ...write, method: 'PUT', path: `${root}${write.path}`, retry: false }, context),
  };
}
