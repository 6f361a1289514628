import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const openssl = async (...args: string[]) => promisify(execFile)('openssl', args);

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority of its own, and certificates it signs: paths of PEM files in the folder. */
export async function createAuthority(folder: string) {
  const ca: Certificate = { cert: join(folder, 'ca.pem'), key: join(folder, 'ca.key') };
  await openssl(
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=test authority', '-keyout', ca.key, '-out', ca.cert],
  );
  return {
    caFile: ca.cert,
    /** `subjectAltName` as OpenSSL writes it, such as `DNS:localhost,IP:127.0.0.1`. */
    issue: async (name: string, subjectAltName: string): Promise<Certificate> => {
      const issued = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
      const request = join(folder, `${name}.csr`);
      const extensions = join(folder, `${name}.ext`);
      await writeFile(extensions, `subjectAltName=${subjectAltName}\n`);
      await openssl(
        ...[
          'req',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:prime256v1',
          '-nodes',
          '-subj',
          `/CN=${name}`,
        ],
        ...['-keyout', issued.key, '-out', request],
      );
      await openssl(
        ...[
          'x509',
          '-req',
          '-in',
          request,
          '-CA',
          ca.cert,
          '-CAkey',
          ca.key,
          '-CAcreateserial',
          '-days',
          '2',
        ],
        ...['-extfile', extensions, '-out', issued.cert],
      );
      return issued;
    },
  };
}
