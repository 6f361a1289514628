import type { Dispatcher } from 'undici';
import { BudgetSpentError } from '../../domain/index.ts';
import { type CallOrigin, VendorError } from '../errors.ts';
import { ACCEPT_ENCODING, BodyTooLargeError, ignoreErrors, readBody } from './body.ts';
import { describeFault } from './connection-faults.ts';
import { type HttpHeaders, header } from './headers.ts';
import { createNetwork, type NetworkSettings } from './network.ts';

export interface HttpRequest {
  readonly method: Dispatcher.HttpMethod;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HttpHeaders;
  /** The whole body; empty when the body of an error response could not be read. */
  readonly text: string;
  /** Size of the body as received; absent when it could not be read. */
  readonly bytes?: number;
}

/** HTTP/1.1 over kept-alive connections. */
export interface Transport {
  /**
   * One exchange, including redirects within the origin, each of which is a further request: `admit` resolves when it may be
   * sent. Resolves for any status.
   * @throws VendorError, BudgetSpentError of `admit`, or the signal's reason.
   */
  send(
    request: HttpRequest,
    origin: CallOrigin,
    signal: AbortSignal,
    admit?: () => Promise<void>,
  ): Promise<HttpResponse>;
  /** Name of the proxy on the way to an address, where there is one. */
  proxyTo(url: URL): string | undefined;
  close(): Promise<void>;
}

/** No error message is longer; it also goes into logs. */
const MAX_ERROR_BODY_BYTES = 64 * 1024;
/** Some APIs respond with plain text to clients that do not accept JSON explicitly. */
const COMMON_HEADERS = {
  accept: 'application/json',
  'accept-encoding': ACCEPT_ENCODING,
  'user-agent': 'contact-center-exporter',
};
const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** These keep the method; after the others a POST would become a GET. */
const REPEATING_REDIRECTS = new Set([307, 308]);

export interface TransportOptions {
  readonly maxBodyBytes: number;
  readonly network?: NetworkSettings | undefined;
  /** Called when changed files of the network settings cannot be used. */
  readonly onRefused?: (error: unknown) => void;
}

/** @throws TlsFileError when a file of the network settings cannot be used. */
export function createTransport({
  maxBodyBytes,
  network: settings = {},
  ...options
}: TransportOptions): Transport {
  const network = createNetwork(settings, options);

  async function exchange(
    request: HttpRequest,
    origin: CallOrigin,
    signal: AbortSignal,
    admit: (() => Promise<void>) | undefined,
  ): Promise<HttpResponse> {
    let { url } = request;
    const dispatchers = await network.current();
    for (let redirects = 0; ; redirects++) {
      const response = await dispatchers.for(url).dispatcher.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: request.method,
        headers: { ...COMMON_HEADERS, ...request.headers },
        body: request.body ?? null,
        signal,
      });
      const location = header(response.headers, 'location');
      if (!REDIRECTS.has(response.statusCode) || location === undefined) return read(response, signal);
      ignoreErrors(response.body);
      await response.body.dump({ limit: MAX_ERROR_BODY_BYTES, signal });
      url = redirected(request.method, url, response.statusCode, location, redirects, origin);
      await admit?.();
    }
  }

  async function read(response: Dispatcher.ResponseData, signal: AbortSignal): Promise<HttpResponse> {
    const { statusCode: status, statusText, headers, body } = response;
    if (status >= 200 && status < 300)
      return { status, statusText, headers, ...(await readBody(headers, body, maxBodyBytes)) };
    const received = await readBody(headers, body, MAX_ERROR_BODY_BYTES).catch(() => ({ text: '' }));
    signal.throwIfAborted();
    return { status, statusText, headers, ...received };
  }

  return {
    send: async (request, origin, signal, admit) => {
      try {
        return await exchange(request, origin, signal, admit);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (error instanceof VendorError || error instanceof BudgetSpentError) throw error;
        if (error instanceof BodyTooLargeError) {
          throw new VendorError(
            'body_too_large',
            origin,
            `the response is larger than ${maxBodyBytes} bytes`,
          );
        }
        const route = network.last().for(request.url);
        const { proxy } = route;
        const { code, problem, ...details } = describeFault(error, route);
        throw new VendorError(code, origin, problem, { ...details, proxy });
      }
    },
    proxyTo: (url) => network.last().for(url).proxy,
    close: network.close,
  };
}

/** Target of a redirect within the same origin: another one must never receive the token. */
function redirected(
  method: string,
  from: URL,
  status: number,
  location: string,
  redirects: number,
  origin: CallOrigin,
): URL {
  const to = URL.parse(location, from.href);
  const problem =
    to?.origin !== from.origin
      ? `redirected to another origin, ${to?.origin ?? 'which is not a valid URL'}; configure the final URL`
      : method !== 'GET' && !REPEATING_REDIRECTS.has(status)
        ? `a ${method} was redirected with ${status}, which would make it a GET`
        : redirects >= MAX_REDIRECTS
          ? `redirected more than ${MAX_REDIRECTS} times`
          : undefined;
  if (problem === undefined && to) return to;
  throw new VendorError('redirect_refused', origin, problem ?? '', { status });
}
