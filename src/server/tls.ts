import type { SecureVersion, TLSSocket, TlsOptions } from 'node:tls';
import type { ClientAuthType, TlsConfig, TlsVersion } from './web-config.ts';

/** The web configuration's TLS section in Node's terms. */

const NODE_VERSIONS: Readonly<Record<TlsVersion, SecureVersion>> = {
  TLS10: 'TLSv1',
  TLS11: 'TLSv1.1',
  TLS12: 'TLSv1.2',
  TLS13: 'TLSv1.3',
};

const ASKS_FOR_CERTIFICATE: Readonly<Record<ClientAuthType, boolean>> = {
  NoClientCert: false,
  RequestClientCert: true,
  RequireAnyClientCert: true,
  VerifyClientCertIfGiven: true,
  RequireAndVerifyClientCert: true,
};

/** @throws Error when certificate and key are not what they should be. */
export function tlsOptions(tls: TlsConfig): TlsOptions {
  return {
    cert: tls.cert,
    key: tls.key,
    ca: tls.clientCa,
    requestCert: ASKS_FOR_CERTIFICATE[tls.clientAuthType],
    rejectUnauthorized: tls.clientAuthType === 'RequireAndVerifyClientCert',
    minVersion: NODE_VERSIONS[tls.minVersion],
    maxVersion: NODE_VERSIONS[tls.maxVersion],
    ciphers: tls.ciphers?.join(':'),
    honorCipherOrder: tls.preferServerCiphers,
    ecdhCurve: tls.curves?.join(':'),
    ALPNProtocols: ['http/1.1'],
  };
}

/** What the handshake itself does not judge: whether this client's certificate will do. */
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

/** Node writes them as `DNS:example.com, IP Address:10.0.0.1`; quoted as JSON where a name holds odd characters. */
function namesOf(subjectAltName: string | undefined): readonly string[] {
  return (subjectAltName ?? '').split(', ').map((entry) => {
    const name = entry.slice(entry.indexOf(':') + 1);
    return name.startsWith('"') ? String(JSON.parse(name)) : name;
  });
}
