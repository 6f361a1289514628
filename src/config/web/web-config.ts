import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { z } from 'zod';
import { errorMessage } from '../../domain/index.ts';
import { bcryptProblem, type TlsConfig, tlsOptions, type WebConfig } from '../../server/index.ts';
import { duration, wholeNumber } from '../../settings/index.ts';
import { ConfigError } from '../validation/config-error.ts';
import { inspectFile, resolveFileReferences } from '../validation/file-references.ts';
import { readTextFile } from '../validation/text-file.ts';
import { createValidator } from '../validation/validate.ts';
import { readYaml } from '../yaml/source.ts';
import { CIPHER_SUITES, CURVES } from './go-tls-names.ts';

/**
 * The file of `--web.config.file`, in the format of Prometheus's exporter-toolkit (its docs/web-configuration.md):
 * one file serves all exporters of a machine, and `promtool check web-config` knows it.
 */

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
          message: `must not be given beside ${key}_file; keep one`,
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
      const message = 'must be set beside a client CA, to RequireAndVerifyClientCert as a rule';
      context.addIssue({ code: 'custom', path: ['client_auth_type'], message });
    }
    if (tls.client_allowed_sans && !verifies) {
      const message =
        'needs client_auth_type: RequireAndVerifyClientCert; names in unverified certificates prove nothing';
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

const bcryptHash = z.string().superRefine((hash, context) => {
  const message = bcryptProblem(hash);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

const fileSchema = z.object({
  tls_server_config: tlsSchema.optional(),
  http_server_config: z
    .object({ http2: z.boolean().default(true), headers: headersSchema.prefault({}) })
    .prefault({}),
  basic_auth_users: z.record(z.string().min(1), bcryptHash).prefault({}),
  rate_limit: z
    .object({ interval: duration({ min: 0 }), burst: wholeNumber({ min: 0, max: 1_000_000 }).prefault(0) })
    .optional(),
});

export interface LoadedWebConfig {
  readonly config: WebConfig;
  /** The files it was read from: itself, certificates, keys. */
  readonly files: readonly string[];
}

/** @throws ConfigError with everything that is wrong. */
export async function loadWebConfig(file: string): Promise<LoadedWebConfig> {
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
  if (!parsed || validator.problems().length > 0) throw new ConfigError(validator.problems());

  const tls = parsed.tls_server_config;
  const usedTls = tls && tlsConfig(tls);
  const unusable = usedTls && tlsProblem(usedTls);
  if (unusable !== undefined) validator.report(['tls_server_config'], unusable);
  if (validator.problems().length > 0) throw new ConfigError(validator.problems());
  const { interval = 0, burst = 0 } = parsed.rate_limit ?? {};
  return {
    config: {
      tls: usedTls,
      headers: Object.fromEntries(
        Object.entries(parsed.http_server_config.headers).filter(([, value]) => value),
      ),
      users: new Map(Object.entries(parsed.basic_auth_users)),
      rateLimit: interval > 0 ? { intervalSeconds: interval, burst } : undefined,
    },
    files: [file, tls?.cert_file, tls?.key_file, tls?.client_ca_file].filter((each) => each !== undefined),
  };
}

/** A certificate that is being renewed does not fit the key for a moment. */
function tlsProblem(tls: TlsConfig): string | undefined {
  try {
    createSecureContext(tlsOptions(tls));
    return undefined;
  } catch (error) {
    const problem = errorMessage(error);
    return `cannot be used (${problem}); certificate and key must be PEM and belong together`;
  }
}

function tlsConfig(tls: z.output<typeof tlsSchema>): TlsConfig {
  const content = (inline: string | undefined, file: string | undefined) =>
    file === undefined ? inline : withoutByteOrderMark(readFileSync(file, 'utf8'));
  return {
    cert: content(tls.cert, tls.cert_file) ?? '',
    key: content(tls.key, tls.key_file) ?? '',
    clientCa: content(tls.client_ca, tls.client_ca_file),
    clientAuthType: tls.client_auth_type,
    clientAllowedSans: tls.client_allowed_sans,
    minVersion: tls.min_version,
    maxVersion: tls.max_version,
    ciphers: tls.cipher_suites?.map((name) => CIPHER_SUITES[name]),
    preferServerCiphers: tls.prefer_server_cipher_suites,
    curves: tls.curve_preferences?.map((name) => CURVES[name]),
  };
}

/** OpenSSL finds no certificate behind one. */
function withoutByteOrderMark(text: string): string {
  return text.replace(/^\ufeff/, '');
}
