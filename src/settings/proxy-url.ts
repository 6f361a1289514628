/** Addresses of HTTP proxies. */

export type ParsedProxyUrl =
  | { readonly url: URL; readonly problem?: undefined }
  /** What is wrong, as the end of a sentence: "is not ...". Shows nothing of the address, which may hold a password. */
  | { readonly problem: string; readonly url?: undefined };

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** Reads `http://host:port`, `https://host:port`, or `host:port` for plain http, each with an optional `user:password@`. */
export function parseProxyUrl(text: string): ParsedProxyUrl {
  const url = URL.parse(SCHEME.test(text) ? text : `http://${text}`);
  if (!url?.hostname) return { problem: 'is not the address of a proxy; write http://host:port' };
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return {
      problem: `names a proxy of another kind (${url.protocol}//); write http://host:port or https://host:port`,
    };
  if (!isDecodable(url.username) || !isDecodable(url.password))
    return { problem: 'holds a user or a password with a % that begins no escape; write %25 for it' };
  return { url };
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
