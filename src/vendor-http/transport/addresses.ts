/** Loopback is this machine itself: nobody else can listen in, and no proxy lies in between. */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}

const ABSOLUTE = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;

/**
 * The address of a call: `path` is appended to the base URL, or is an absolute address of its own, as a page link gives
 * it. Undefined when it cannot be read or leads to another origin, which must never see the bearer token.
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
