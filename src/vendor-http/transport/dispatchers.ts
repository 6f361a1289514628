import type { SecureContext } from 'node:tls';
import type { buildConnector, Dispatcher } from 'undici';
import { DIAL_OPTIONS } from '../../async/index.ts';
import type { NamedProxy, Proxies } from './proxy.ts';
import type { TlsSettings } from './tls-files.ts';
import { Agent, Pool, ProxyAgent } from './undici.ts';

/** Connections to a platform, direct or through a proxy. */
export interface Dispatchers {
  readonly for: (url: URL) => Route;
  /** Closes the connections once their requests have ended. */
  readonly drain: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Route {
  readonly dispatcher: Dispatcher;
  /** Name of the proxy in between. */
  readonly proxy?: string;
  /** The settings of TLS, for messages. */
  readonly tls: TlsSettings;
}

export interface DispatcherTls {
  /** Absent: the certificate authorities of Node.js, and no client certificate. */
  readonly secureContext?: SecureContext;
  readonly settings: TlsSettings;
}

/** A tenant has few collectors; more connections would only queue at the platform. */
const MAX_CONNECTIONS_PER_ORIGIN = 10;
/** Longer than the usual time between two polls, and shorter than the 60 s idle timeout of load balancers. */
const KEEP_ALIVE_MILLISECONDS = 30_000;
/** How long a proxy may take to open a tunnel; as long as undici waits for a connection. */
const TUNNEL_TIMEOUT_MILLISECONDS = 10_000;

const AGENT_OPTIONS = {
  connections: MAX_CONNECTIONS_PER_ORIGIN,
  keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
  allowH2: false,
} satisfies ConstructorParameters<typeof Agent>[0];

export function createDispatchers(proxies: Proxies, { secureContext, settings }: DispatcherTls): Dispatchers {
  const { serverName } = settings;
  const toPlatform = {
    ...(secureContext && { secureContext }),
    ...(serverName !== undefined && { servername: serverName }),
  };
  const direct = new Agent({ ...AGENT_OPTIONS, connect: { ...DIAL_OPTIONS, ...toPlatform } });
  const byProxy = new Map<string, Route>();
  const agents = () => [direct, ...[...byProxy.values()].map(({ dispatcher }) => dispatcher)];

  const through = ({ url, name }: NamedProxy): Route => {
    const known = byProxy.get(url.href);
    if (known) return known;
    const toProxy = { ...DIAL_OPTIONS, ...(secureContext && { secureContext }) };
    const route = { dispatcher: proxyAgent(url, toProxy, toPlatform), proxy: name, tls: settings };
    byProxy.set(url.href, route);
    return route;
  };

  return {
    for: (url) => {
      const proxy = proxies.for(url);
      return proxy ? through(proxy) : { dispatcher: direct, tls: settings };
    },
    drain: async () => void (await Promise.all(agents().map((agent) => agent.close()))),
    close: async () => void (await Promise.all(agents().map((agent) => agent.destroy()))),
  };
}

/** Only the proxy is dialled: TLS to the platform goes through its tunnel. */
function proxyAgent(proxy: URL, toProxy: object, toPlatform: object): Dispatcher {
  return new ProxyAgent({
    ...AGENT_OPTIONS,
    uri: proxy.href,
    proxyTls: toProxy as buildConnector.BuildOptions,
    requestTls: toPlatform as buildConnector.BuildOptions,
    clientFactory: (origin, options) =>
      new Pool(origin, { ...options, headersTimeout: TUNNEL_TIMEOUT_MILLISECONDS }),
  });
}
