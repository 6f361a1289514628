import { z } from 'zod';
import { byteSize, parseProxyUrl } from '../../settings/index.ts';

/** Section `http` of a tenant: how its platform is reached. */

const proxyUrl = z
  .string()
  .superRefine((text, context) => {
    const { problem } = parseProxyUrl(text);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  })
  .optional()
  .describe(
    'Proxy for all requests of the tenant, such as http://proxy:3128; by default that of HTTPS_PROXY, HTTP_PROXY and NO_PROXY',
  );

const file = () => z.string().min(1).optional();

const tls = z
  .object({
    ca_file: file().describe('CA certificates (PEM) to trust besides the public ones'),
    cert_file: file().describe('Client certificate (PEM), with its intermediate certificates'),
    key_file: file().describe('Private key (PEM) of the client certificate'),
    server_name: z
      .string()
      .regex(/^[\w.-]+$/, 'must be a host name')
      .optional()
      .describe("Host name to request and to verify in the server's certificate, instead of that of the URL"),
  })
  .superRefine(({ cert_file, key_file }, context) => {
    if ((cert_file === undefined) === (key_file === undefined)) return;
    const path = [cert_file === undefined ? 'cert_file' : 'key_file'];
    context.addIssue({ code: 'custom', path, message: 'is missing; certificate and key belong together' });
  })
  .optional()
  .describe('TLS to the platform; the files are read again when they change');

export const httpSection = z
  .object({
    max_body: byteSize({ max: '256MiB' })
      .prefault('64MiB')
      .describe('Maximum size of a response body, which protects the memory'),
    proxy_url: proxyUrl,
    tls,
  })
  .prefault({})
  .describe('HTTP client settings');

/** How a tenant's platform is reached. Paths are absolute. */
export interface NetworkConfig {
  readonly proxyUrl?: string;
  readonly tls?: {
    readonly caFile?: string;
    readonly certFile?: string;
    readonly keyFile?: string;
    readonly serverName?: string;
  };
}

export function networkOf({ proxy_url: proxyUrl, tls }: z.output<typeof httpSection>): NetworkConfig {
  return {
    ...(proxyUrl !== undefined && { proxyUrl }),
    ...(tls && {
      tls: {
        ...(tls.ca_file !== undefined && { caFile: tls.ca_file }),
        ...(tls.cert_file !== undefined && { certFile: tls.cert_file }),
        ...(tls.key_file !== undefined && { keyFile: tls.key_file }),
        ...(tls.server_name !== undefined && { serverName: tls.server_name }),
      },
    }),
  };
}
