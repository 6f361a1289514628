import { BlockList, isIP } from 'node:net';
import { parseProxyUrl } from '../../settings/index.ts';
import { isLoopback } from './addresses.ts';

/** The proxy that the environment names for an address, as curl and Go read it. */

export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

export interface NamedProxy {
  readonly url: URL;
  /** For messages: `host:port` without credentials, and the setting where it is not the environment. */
  readonly name: string;
}

export interface Proxies {
  /** The proxy to reach this address through; undefined where it is reached without one. */
  for(url: URL): NamedProxy | undefined;
}

/** A variable that names a proxy cannot be read. The message does not show its value, which may hold a password. */
export class ProxyVariableError extends Error {
  override readonly name = 'ProxyVariableError';
  readonly code = 'invalid_proxy';
  readonly variable: string;
  /** The message without the variable. */
  readonly problem: string;

  constructor(variable: string, problem: string) {
    super(`the environment variable ${variable} ${problem}`);
    this.variable = variable;
    this.problem = problem;
  }
}

/**
 * Reads `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in either case; of each pair the first that is not empty. https
 * addresses fall back to `HTTP_PROXY`. This machine itself is never reached through a proxy.
 * @throws ProxyVariableError
 */
export function readProxies(environment: ProxyEnvironment): Proxies {
  const http = readProxy('http_proxy', environment);
  const https = readProxy('https_proxy', environment) ?? http;
  const bypasses = (first(environment, 'no_proxy')?.value ?? '').split(/[,\s]+/).flatMap(readBypass);
  return {
    for: (url) => {
      const proxy = url.protocol === 'https:' ? https : http;
      if (proxy === undefined || isLoopback(url) || bypasses.some((bypass) => bypass(url))) return undefined;
      return { url: proxy, name: proxyName(proxy) };
    },
  };
}

/** `host:port` of a proxy, without its credentials. */
export function proxyName({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port || DEFAULT_PORTS[protocol]}`;
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

function first(environment: ProxyEnvironment, name: string): { variable: string; value: string } | undefined {
  for (const variable of [name, name.toUpperCase()]) {
    const value = environment[variable]?.trim();
    if (value) return { variable, value };
  }
  return undefined;
}

function readProxy(name: string, environment: ProxyEnvironment): URL | undefined {
  const found = first(environment, name);
  if (!found) return undefined;
  const { variable, value } = found;
  const { url, problem } = parseProxyUrl(value);
  if (url) return url;
  throw new ProxyVariableError(variable, problem);
}

type Bypass = (url: URL) => boolean;

/** An entry with an optional port: `host:port`, `[address]:port`; an IPv6 address may stand without brackets. */
const ENTRY = /^(?:\[(?<bracketed>[^\]]+)\]|(?<plain>[^:]+|.*:.*:.*?))(?::(?<port>\d+))?$/;

function readBypass(entry: string): readonly Bypass[] {
  if (isIP(entry)) return [addressBypass(entry)];
  const { bracketed, plain, port } = ENTRY.exec(entry)?.groups ?? {};
  const host = bracketed ?? plain;
  if (host === undefined) return [];
  const matches = hostBypass(host.toLowerCase());
  return [port === undefined ? matches : (url) => portOf(url) === port && matches(url)];
}

function hostBypass(host: string): Bypass {
  if (host === '*') return () => true;
  const [address = '', prefix] = host.split('/');
  if (isIP(address)) return addressBypass(address, prefix);
  const isWildcard = host.startsWith('*.');
  const domain = host.replace(/^\*?\./, '').replace(/\.$/, '');
  return (url) => {
    const name = hostOf(url);
    // As in Go, `*.example.com` does not hold for example.com itself.
    return (name === domain && !isWildcard) || name.endsWith(`.${domain}`);
  };
}

/** An address, or a network such as `10.0.0.0/8`. */
function addressBypass(address: string, prefix?: string): Bypass {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const bits = family === 'ipv6' ? 128 : 32;
  const length = prefix === undefined ? bits : Number(prefix);
  if (!Number.isInteger(length) || length < 0 || length > bits) return () => false;
  const network = new BlockList();
  network.addSubnet(address, length, family);
  return (url) => {
    const host = hostOf(url);
    return isIP(host) !== 0 && network.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
  };
}

function hostOf({ hostname }: URL): string {
  return hostname
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
}

function portOf({ port, protocol }: URL): string {
  return port || (DEFAULT_PORTS[protocol] ?? '');
}
