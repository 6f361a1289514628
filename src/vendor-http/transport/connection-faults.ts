import type { VendorErrorCode } from '../errors.ts';
import { TooManyCodingsError } from './body.ts';
import { readable } from './readable.ts';
import { type TlsSettings, tlsFileName } from './tls-files.ts';
import { errors } from './undici.ts';

/** Faults below HTTP, by the error codes of Node.js, its zlib and TLS, and of undici. */

export interface Fault {
  readonly code: VendorErrorCode;
  readonly problem: string;
  readonly cause?: Error;
  /** Whether a setting is the cause, which the problem then names. */
  readonly isPermanent?: boolean;
}

const TIMEOUTS = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);
const RESETS = new Set([
  'ECONNRESET',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_DESTROYED',
  'UND_ERR_CLOSED',
]);
/** Codes of zlib and brotli, and of undici for invalid headers. */
const INVALID = /^(?:Z_|ERR__|UND_ERR_INVALID|UND_ERR_HEADERS_OVERFLOW)/;

/** Messages of undici when a proxy refuses a tunnel or requires authentication. */
const PROXY_REFUSAL = /^Proxy (?:response|Authentication Required) \((\d{3})\)/;

/** `proxy` is the one in between, `tls` the settings of the connection. */
export function describeFault(
  error: unknown,
  { proxy, tls = {} }: { readonly proxy?: string; readonly tls?: TlsSettings } = {},
): Fault {
  if (error instanceof TooManyCodingsError) {
    return { code: 'invalid', problem: 'the response has too many content codings' };
  }
  // Not kept as the cause: it holds bytes of the response, which may hold a token.
  if (error instanceof errors.HTTPParserError)
    return { code: 'invalid', problem: 'the response is not HTTP' };

  const cause = error instanceof Error ? error : new Error(String(error));
  const errno = 'code' in cause ? String(cause.code) : '';
  const tunnelStatus = PROXY_REFUSAL.exec(cause.message)?.[1];
  if (proxy !== undefined && tunnelStatus !== undefined)
    return { code: 'refused', problem: `the proxy ${proxy} refused the connection: HTTP ${tunnelStatus}` };
  if (INVALID.test(errno))
    return { code: 'invalid', problem: `the response cannot be decoded (${errno})`, cause };
  const text = cause instanceof AggregateError ? messagesOf(cause) : cause.message;
  const problem = readable(text.includes(errno) ? text : `${text} ${errno}`);
  if (TIMEOUTS.has(errno)) return { code: 'timeout', problem: `${problem}${throughProxy(proxy)}`, cause };
  if (RESETS.has(errno))
    return {
      code: 'reset',
      problem: `connection reset${throughProxy(proxy)}: ${problem}${resetAdvice(tls)}`,
      cause,
    };
  const advice = tlsAdvice(errno, text, tls);
  return {
    code: 'refused',
    problem: `connection failed${throughProxy(proxy)}: ${problem}${advice}`,
    cause,
    isPermanent: advice !== '',
  };
}

/** Errors of OpenSSL's verification (x509_vfy.h) for a certificate whose issuer is not trusted. */
const UNTRUSTED = new Set([
  'CERT_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
/** TLS alerts about a client's certificate (RFC 8446 section 6.2), as OpenSSL names them. */
const CERTIFICATE_ALERT =
  /alert (?:bad certificate|unsupported certificate|certificate (?:revoked|expired|unknown|required)|unknown ca|access denied|handshake failure)/i;

/** The setting that is the cause of a TLS fault, as the end of its description; empty where none is. */
function tlsAdvice(errno: string, text: string, tls: TlsSettings): string {
  if (UNTRUSTED.has(errno))
    return tls.caFile === undefined
      ? '; the certificate is not signed by a trusted CA: name the file of the CA in http.tls.ca_file'
      : `; the certificate is not signed by a CA in ${tlsFileName('caFile', tls)}`;
  if (errno === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return tls.serverName === undefined
      ? '; the certificate is for another name: check the address, or set http.tls.server_name'
      : `; the certificate is for another name than http.tls.server_name ${tls.serverName}`;
  if (!CERTIFICATE_ALERT.test(text)) return '';
  return tls.certFile === undefined
    ? '; the server requires a client certificate: set http.tls.cert_file and http.tls.key_file'
    : `; the server refused the client certificate, ${tlsFileName('certFile', tls)}`;
}

/** Some servers refuse a certificate by closing the connection, without an alert. */
function resetAdvice(tls: TlsSettings): string {
  if (tls.certFile === undefined) return '';
  return `; the server may have refused the client certificate, ${tlsFileName('certFile', tls)}`;
}

/** Suffix of a fault's description. */
export function throughProxy(proxy: string | undefined): string {
  return proxy === undefined ? '' : ` through the proxy ${proxy}`;
}

/** A host with several addresses fails with one error for each and without a message of its own. */
function messagesOf({ errors, message }: AggregateError): string {
  return message || errors.map((each) => (each instanceof Error ? each.message : String(each))).join(', ');
}
