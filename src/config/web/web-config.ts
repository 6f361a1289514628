/**
 * The file of `--web.config.file`, in the format of Prometheus's exporter-toolkit (its docs/web-configuration.md). One file
 * can serve all exporters of a machine, and `promtool check web-config` validates it.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import type { TlsConfig, WebConfig } from '../../server/index.ts';
import { duration, wholeNumber } from '../../settings/index.ts';
import { ConfigError } from '../validation/config-error.ts';
import { inspectFile, resolveFileReferences } from '../validation/file-references.ts';
import { readTextFile } from '../validation/text-file.ts';
import { createValidator } from '../validation/validate.ts';
import { readYaml } from '../yaml/source.ts';
import { CIPHER_SUITES, CURVES } from './go-tls-names.ts';

const pem = z.string().min(1);
const version = z.enum(['TLS10', 'TLS11', 'TLS12', 'TLS13']);
const clientAuthType = z.enum([
  'NoClientCert',
  'RequestClientCert',
  'RequireAnyClientCert',
  'VerifyClientCertIfGiven',
  'RequireAndVerifyClientCert',
]);

const tlsSchema = z
  .object({
    cert: pem.optional(),
    cert_file: z.string().min(1).optional(),
    key: pem.optional(),
    key_file: z.string().min(1).optional(),
    client_ca: pem.optional(),
    client_ca_file: z.string().min(1).optional(),
    client_auth_type: clientAuthType.default('NoClientCert'),
    client_allowed_sans: z.array(z.string().min(1)).min(1).optional(),
    min_version: version.default('TLS12'),
    max_version: version.default('TLS13'),
    cipher_suites: z.array(z.enum(Object.keys(CIPHER_SUITES) as [keyof typeof CIPHER_SUITES])).optional(),
    prefer_server_cipher_suites: z.boolean().default(true),
    curve_preferences: z.array(z.enum(Object.keys(CURVES) as [keyof typeof CURVES])).optional(),
  })
  .superRefine((tls, context) => {
    const oneOf = (key: 'cert' | 'key' | 'client_ca', isNeeded: boolean) => {
      if (tls[key] && tls[`${key}_file`]) {
        context.addIssue({
          code: 'custom',
          path: [key],
          message: `cannot be combined with ${key}_file; keep one`,
        });
      } else if (isNeeded && !tls[key] && !tls[`${key}_file`]) {
        context.addIssue({ code: 'custom', path: [`${key}_file`], message: 'is missing; name the PEM file' });
      }
    };
    const verifies = tls.client_auth_type.includes('Verify');
    oneOf('cert', true);
    oneOf('key', true);
    oneOf('client_ca', verifies);
    if ((tls.client_ca || tls.client_ca_file) && tls.client_auth_type === 'NoClientCert') {
      const message = 'must be set together with a client CA, usually to RequireAndVerifyClientCert';
      context.addIssue({ code: 'custom', path: ['client_auth_type'], message });
    }
    if (tls.client_allowed_sans && !verifies) {
      const message =
        'needs client_auth_type: RequireAndVerifyClientCert; names of unverified certificates are not trustworthy';
      context.addIssue({ code: 'custom', path: ['client_allowed_sans'], message });
    }
  });

const headersSchema = z.object({
  'Content-Security-Policy': z.string().optional(),
  'X-Frame-Options': z.enum(['deny', 'sameorigin']).optional(),
  'X-Content-Type-Options': z.literal('nosniff').optional(),
  'X-XSS-Protection': z.string().optional(),
  'Strict-Transport-Security': z.string().optional(),
});

const fileSchema = z.object({
  tls_server_config: tlsSchema.optional(),
  http_server_config: z
    .object({ http2: z.boolean().default(true), headers: headersSchema.prefault({}) })
    .prefault({}),
  basic_auth_users: z.record(z.string().min(1), z.string()).prefault({}),
  rate_limit: z
    .object({ interval: duration({ min: 0 }), burst: wholeNumber({ min: 0, max: 1_000_000 }).prefault(0) })
    .optional(),
});

export interface LoadedWebConfig {
  readonly config: WebConfig;
  /** The files that it was read from: itself, certificates, keys. */
  readonly files: readonly string[];
}

/** Checks that need the server's own code; each returns a problem, or undefined. */
export interface WebConfigChecks {
  readonly bcryptProblem: (hash: string) => string | undefined;
  readonly tlsProblem: (tls: TlsConfig) => string | undefined;
}

/** @throws ConfigError with everything that is wrong. */
export async function loadWebConfig(file: string, checks: WebConfigChecks): Promise<LoadedWebConfig> {
  const text = await readTextFile(file);
  const source = readYaml(text, file, {});
  const validator = createValidator(source);
  const written = resolveFileReferences(source.value ?? {}, {
    directory: dirname(resolve(file)),
    inspectFile,
    report: validator.report,
  });
  validator.refuseUnknownKeys(fileSchema, written, []);
  const parsed = validator.parse(fileSchema, written, []);
  for (const [user, hash] of Object.entries(parsed?.basic_auth_users ?? {})) {
    const problem = checks.bcryptProblem(hash);
    if (problem !== undefined) validator.report(['basic_auth_users', user], problem);
  }
  if (!parsed || validator.problems().length > 0) throw new ConfigError(validator.problems());

  const tls = parsed.tls_server_config;
  const usedTls = tls && tlsConfig(tls);
  const unusable = usedTls && checks.tlsProblem(usedTls);
  if (unusable !== undefined) validator.report(['tls_server_config'], unusable);
  if (validator.problems().length > 0) throw new ConfigError(validator.problems());
  const { interval = 0, burst = 0 } = parsed.rate_limit ?? {};
  return {
    config: {
      headers: definedOnly(parsed.http_server_config.headers),
      users: new Map(Object.entries(parsed.basic_auth_users)),
      ...(usedTls && { tls: usedTls }),
      ...(interval > 0 && { rateLimit: { intervalSeconds: interval, burst } }),
    },
    files: [file, tls?.cert_file, tls?.key_file, tls?.client_ca_file].filter((each) => each !== undefined),
  };
}

/** Headers without those that are absent or empty. */
function definedOnly(headers: z.output<typeof headersSchema>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value ? [[name, value] as const] : [])),
  );
}

function tlsConfig(tls: z.output<typeof tlsSchema>): TlsConfig {
  const content = (inline: string | undefined, file: string | undefined) =>
    file === undefined ? inline : withoutByteOrderMark(readFileSync(file, 'utf8'));
  const clientCa = content(tls.client_ca, tls.client_ca_file);
  return {
    cert: content(tls.cert, tls.cert_file) ?? '',
    key: content(tls.key, tls.key_file) ?? '',
    clientAuthType: tls.client_auth_type,
    minVersion: tls.min_version,
    maxVersion: tls.max_version,
    preferServerCiphers: tls.prefer_server_cipher_suites,
    ...(clientCa !== undefined && { clientCa }),
    ...(tls.client_allowed_sans && { clientAllowedSans: tls.client_allowed_sans }),
    ...(tls.cipher_suites && { ciphers: tls.cipher_suites.map((name) => CIPHER_SUITES[name]) }),
    ...(tls.curve_preferences && { curves: tls.curve_preferences.map((name) => CURVES[name]) }),
  };
}

/** OpenSSL does not find a certificate after a byte order mark. */
function withoutByteOrderMark(text: string): string {
  return text.replace(/^\ufeff/, '');
}
