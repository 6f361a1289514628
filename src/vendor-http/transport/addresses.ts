/** Whether a URL leads to this machine: such traffic crosses no network and no proxy. */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}

const ABSOLUTE = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;

/**
 * URL of a call: `path` is appended to the base URL, or is an absolute URL, as in a page link. Undefined when it is invalid
 * or of another origin, which must never receive the bearer token.
 */
export function resolveAddress(
  baseUrl: string,
  path: string,
  query: Readonly<Record<string, string | number | undefined>> = {},
): URL | undefined {
  const base = new URL(baseUrl);
  const url = ABSOLUTE.test(path)
    ? URL.parse(path, base.href)
    : URL.parse(`${baseUrl}${path.startsWith('/') ? '' : '/'}${path}`);
  if (url?.origin !== base.origin) return undefined;
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.append(name, String(value));
  }
  return url;
}
