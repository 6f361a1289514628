import type { SecureVersion, TLSSocket, TlsOptions } from 'node:tls';
import type { ClientAuthType, TlsConfig, TlsVersion } from '../web-config.ts';

/** The TLS section of the web configuration as options of Node.js. */

const NODE_VERSIONS: Readonly<Record<TlsVersion, SecureVersion>> = {
  TLS10: 'TLSv1',
  TLS11: 'TLSv1.1',
  TLS12: 'TLSv1.2',
  TLS13: 'TLSv1.3',
};

const REQUESTS_CERTIFICATE: Readonly<Record<ClientAuthType, boolean>> = {
  NoClientCert: false,
  RequestClientCert: true,
  RequireAnyClientCert: true,
  VerifyClientCertIfGiven: true,
  RequireAndVerifyClientCert: true,
};

/** @throws Error when the certificate or key is invalid. */
export function tlsOptions(tls: TlsConfig): TlsOptions {
  return {
    cert: tls.cert,
    key: tls.key,
    ca: tls.clientCa,
    requestCert: REQUESTS_CERTIFICATE[tls.clientAuthType],
    rejectUnauthorized: tls.clientAuthType === 'RequireAndVerifyClientCert',
    minVersion: NODE_VERSIONS[tls.minVersion],
    maxVersion: NODE_VERSIONS[tls.maxVersion],
    ciphers: tls.ciphers?.join(':'),
    honorCipherOrder: tls.preferServerCiphers,
    ecdhCurve: tls.curves?.join(':'),
    ALPNProtocols: ['http/1.1'],
  };
}

/** Checks of a client's certificate that the TLS handshake does not do itself. */
export function isClientAllowed(
  socket: TLSSocket,
  { clientAuthType, clientAllowedSans }: TlsConfig,
): boolean {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return clientAuthType !== 'RequireAnyClientCert' && clientAllowedSans === undefined;
  if (clientAuthType === 'VerifyClientCertIfGiven' && !socket.authorized) return false;
  return (
    clientAllowedSans === undefined ||
    namesOf(certificate.subjectAltName).some((name) => clientAllowedSans.includes(name))
  );
}

/** Parses Node's format `DNS:example.com, IP Address:10.0.0.1`; names with special characters are JSON strings. */
function namesOf(subjectAltName: string | undefined): readonly string[] {
  return (subjectAltName ?? '').split(', ').map((entry) => {
    const name = entry.slice(entry.indexOf(':') + 1);
    return name.startsWith('"') ? String(JSON.parse(name)) : name;
  });
}
