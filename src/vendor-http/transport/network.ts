import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { parseProxyUrl } from '../../settings/index.ts';
import { createDispatchers, type Dispatchers } from './dispatchers.ts';
import { type Proxies, proxyName, readProxies } from './proxy.ts';
import { secureContext, type TlsContents, type TlsSettings, tlsFiles } from './tls-files.ts';

/** How a tenant's platform is reached. */
export interface NetworkSettings {
  /** Proxy for every request; absent: that of the environment. */
  readonly proxyUrl?: string | undefined;
  readonly tls?: TlsSettings | undefined;
}

export interface Network {
  /** The dispatchers for the next request, with the present content of the files. */
  readonly current: () => Promise<Dispatchers>;
  /** The dispatchers of the last request. */
  readonly last: () => Dispatchers;
  readonly close: () => Promise<void>;
}

export interface NetworkOptions {
  /** Called once for each content that cannot be used; the previous one stays in use. */
  readonly onRefused?: (error: unknown) => void;
  /** Least time between two readings of the files, in milliseconds. */
  readonly checkIntervalMs?: number;
}

/** A renewed certificate is in use within this time. */
const CHECK_INTERVAL_MS = 1_000;

/** Reads the files of the TLS settings now, and again when a request finds that they changed. @throws TlsFileError */
export function createNetwork(
  { proxyUrl, tls = {} }: NetworkSettings,
  { onRefused = () => {}, checkIntervalMs = CHECK_INTERVAL_MS }: NetworkOptions = {},
): Network {
  const proxies = proxyUrl === undefined ? readProxies(process.env) : fixedProxy(proxyUrl);
  const files = tlsFiles(tls);
  let contents: TlsContents = Object.fromEntries(
    files.map(([key, file]) => [key, readFileSync(file, 'utf8')]),
  );
  let dispatchers = open(contents);
  let checkedAt = performance.now();
  let checking: Promise<void> | undefined;
  let isClosed = false;

  function open(read: TlsContents): Dispatchers {
    const context = secureContext(tls, read);
    return createDispatchers(proxies, { ...(context && { secureContext: context }), settings: tls });
  }

  async function check(): Promise<void> {
    checkedAt = performance.now();
    try {
      const read = await Promise.all(files.map(async ([key, file]) => [key, await readFile(file, 'utf8')]));
      const found: TlsContents = Object.fromEntries(read);
      if (isClosed || isDeepStrictEqual(found, contents)) return;
      // Before it is used: a content that is refused is reported once.
      contents = found;
      const before = dispatchers;
      dispatchers = open(found);
      void before.drain().catch(onRefused);
    } catch (error) {
      onRefused(error);
    }
  }

  return {
    current: async () => {
      if (files.length > 0 && performance.now() - checkedAt >= checkIntervalMs) {
        checking ??= check().finally(() => {
          checking = undefined;
        });
        await checking;
      }
      return dispatchers;
    },
    last: () => dispatchers,
    close: async () => {
      isClosed = true;
      await dispatchers.close();
    },
  };
}

/** A proxy of the configuration serves every address: unlike the environment's, it is meant for this tenant alone. */
function fixedProxy(text: string): Proxies {
  const { url, problem } = parseProxyUrl(text);
  if (!url) throw new Error(`http.proxy_url ${problem}`);
  const proxy = { url, name: `${proxyName(url)} (http.proxy_url)` };
  return { for: () => proxy };
}
