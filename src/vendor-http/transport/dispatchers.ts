import { Agent, type buildConnector, type Dispatcher, Pool, ProxyAgent } from 'undici';
import { DIAL_OPTIONS } from '../../async/index.ts';
import { type Proxies, proxyName } from './proxy.ts';

/** Connections to a platform, direct or through the proxy that the environment names. */
export interface Dispatchers {
  readonly for: (url: URL) => Route;
  readonly close: () => Promise<void>;
}

export interface Route {
  readonly dispatcher: Dispatcher;
  /** `host:port` of the proxy in between. */
  readonly proxy?: string;
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
} satisfies Agent.Options;

export function createDispatchers(proxies: Proxies): Dispatchers {
  const direct = new Agent({ ...AGENT_OPTIONS, connect: DIAL_OPTIONS });
  const byProxy = new Map<string, Route>();

  const through = (proxy: URL): Route => {
    const known = byProxy.get(proxy.href);
    if (known) return known;
    const route = { dispatcher: proxyAgent(proxy), proxy: proxyName(proxy) };
    byProxy.set(proxy.href, route);
    return route;
  };

  return {
    for: (url) => {
      const proxy = proxies.for(url);
      return proxy ? through(proxy) : { dispatcher: direct };
    },
    close: async () => {
      const agents = [direct, ...[...byProxy.values()].map(({ dispatcher }) => dispatcher)];
      await Promise.all(agents.map((agent) => agent.destroy()));
    },
  };
}

function proxyAgent(proxy: URL): ProxyAgent {
  return new ProxyAgent({
    ...AGENT_OPTIONS,
    uri: proxy.href,
    // The one connection that is dialled: TLS to the platform goes through the tunnel.
    proxyTls: DIAL_OPTIONS as buildConnector.BuildOptions,
    clientFactory: (origin, options) =>
      new Pool(origin, { ...options, headersTimeout: TUNNEL_TIMEOUT_MILLISECONDS }),
  });
}
