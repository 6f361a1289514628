import type { SecureContext, SecureContextOptions } from 'node:tls';
import { errorMessage } from '../../domain/index.ts';

/** TLS settings of a tenant; paths of PEM files. */
export interface TlsSettings {
  /** Trusted besides the public certificate authorities. */
  readonly caFile?: string | undefined;
  /** The client's certificate; only together with its key. */
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  /** Requested from the server and expected in its certificate, instead of the URL's host. */
  readonly serverName?: string | undefined;
}

/** A file of the TLS settings cannot be used. The message names the setting and the file. */
export class TlsFileError extends Error {
  override readonly name = 'TlsFileError';
  readonly code = 'tls_file_invalid';
}

const KEYS = { caFile: 'ca_file', certFile: 'cert_file', keyFile: 'key_file' } as const;
type FileKey = keyof typeof KEYS;
const FILE_KEYS: readonly FileKey[] = ['caFile', 'certFile', 'keyFile'];

/** The contents of the files that the settings name. */
export type TlsContents = Readonly<Partial<Record<FileKey, string>>>;

export function tlsFiles(settings: TlsSettings): readonly (readonly [FileKey, string])[] {
  return FILE_KEYS.flatMap((key) => {
    const file = settings[key];
    return file === undefined ? [] : [[key, file] as const];
  });
}

/** `http.tls.ca_file /etc/ssl/corporate.pem` */
export function tlsFileName(key: FileKey, settings: TlsSettings): string {
  return `http.tls.${KEYS[key]} ${settings[key] ?? ''}`;
}

/**
 * Certificates and key for new connections; undefined without files.
 * @throws TlsFileError when a file holds no PEM of its kind, or certificate and key do not belong together.
 */
export function secureContext(settings: TlsSettings, contents: TlsContents): SecureContext | undefined {
  const { caFile: ca, certFile: cert, keyFile: key } = contents;
  if (ca === undefined && cert === undefined) return undefined;
  // An import would also read the list of all root certificates: 2 MiB.
  const { createSecureContext, getCACertificates } = process.getBuiltinModule('node:tls');
  const checked = (what: FileKey, options: SecureContextOptions) => {
    try {
      return createSecureContext(options);
    } catch (error) {
      throw new TlsFileError(`${tlsFileName(what, settings)} cannot be used: ${errorMessage(error)}`, {
        cause: error,
      });
    }
  };
  if (ca !== undefined && !ca.includes('-----BEGIN'))
    throw new TlsFileError(`${tlsFileName('caFile', settings)} holds no PEM certificate`);
  const trusted = ca === undefined ? {} : { ca: [...getCACertificates('default'), ca] };
  checked('caFile', trusted);
  if (cert === undefined) return checked('caFile', trusted);
  checked('certFile', { cert });
  return checked('keyFile', { ...trusted, cert, ...(key !== undefined && { key }) });
}
