import { type ClientRequest, get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';

/** How the exporter listens. */
export interface HealthTarget {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  /** Certificate and key in PEM that are presented where the exporter wants one. */
  readonly clientCertificate?: { readonly cert: string; readonly key: string };
}

/** What the response shows. */
export type Health = 'healthy' | 'requires another client certificate';

const PATH = '/-/healthy';
const HEALTHY_STATUS = 200;

export function healthUrl({ scheme, host, port }: HealthTarget): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}${PATH}`;
}

/**
 * Asks the exporter for its health. A server that refuses the client's certificate is alive too: its event loop has
 * taken part in the handshake.
 * @throws Error without a response in time, or with another status.
 */
export function requestHealth(target: HealthTarget, signal: AbortSignal): Promise<Health> {
  return new Promise((resolve, reject) => {
    let isSecured = false;
    const request = send(target, signal, ({ statusCode }) => {
      if (statusCode === HEALTHY_STATUS) resolve('healthy');
      else reject(new Error(`HTTP status ${statusCode} instead of ${HEALTHY_STATUS}`));
    });
    request.once('socket', (socket) => {
      socket.once('secureConnect', () => {
        isSecured = true;
      });
    });
    request.once('error', (error) => {
      if (isCertificateRefusal(error, isSecured)) resolve('requires another client certificate');
      else reject(error);
    });
  });
}

function send(
  target: HealthTarget,
  signal: AbortSignal,
  onResponse: (response: IncomingMessage) => void,
): ClientRequest {
  const options = { signal, agent: false };
  const url = healthUrl(target);
  const read = (response: IncomingMessage) => onResponse(response.resume());
  if (target.scheme === 'http') return getHttp(url, options, read);
  // The certificate names the public host, not this address; no one can listen between this machine and itself.
  return getHttps(url, { ...options, ...target.clientCertificate, rejectUnauthorized: false }, read);
}

/**
 * TLS alerts about the client's certificate: bad_certificate, unknown_ca, certificate_required and the like. Source of
 * the codes: Node.js forms them from OpenSSL's reasons (`ERR_SSL_<reason>`), OpenSSL `ssl/ssl_err.c`.
 */
const REFUSAL =
  /^ERR_SSL_(TLSV1[23]?_ALERT_(CERTIFICATE_REQUIRED|UNKNOWN_CA)|SSLV3_ALERT_(BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|HANDSHAKE_FAILURE|UNSUPPORTED_CERTIFICATE))$/;

/** With TLS 1.3 a server refuses after the handshake, often by closing the connection. */
function isCertificateRefusal(error: Error, isSecured: boolean): boolean {
  if (!('code' in error) || typeof error.code !== 'string') return false;
  return REFUSAL.test(error.code) || (isSecured && error.code === 'ECONNRESET');
}
