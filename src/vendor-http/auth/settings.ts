import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { booleanFromEnv, parseSecret } from '../../settings/index.ts';
import { type ClientAuth, insecureProblem, type SecretReader } from './authentication.ts';

/** Parts of a tenant's configuration that platforms share; keys as in the file. */

/** An http or https address without a trailing slash. */
export const baseUrlSchema = z.string().transform((text, context) => {
  const url = parseAddress(text, context);
  if (!url) return z.NEVER;
  if (url.search !== '' || url.hash !== '') {
    context.addIssue({ code: 'custom', message: 'must end before any ? or #' });
    return z.NEVER;
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
});

const tokenUrlSchema = z
  .string()
  .transform((text, context) => parseAddress(text, context)?.href ?? z.NEVER)
  .describe('Full URL of the token endpoint');

function parseAddress(text: string, context: z.core.$RefinementCtx): URL | undefined {
  const url = URL.parse(text);
  const problem =
    url?.protocol !== 'https:' && url?.protocol !== 'http:'
      ? 'must be a full address such as https://api.example.com'
      : url.username !== '' || url.password !== ''
        ? 'must not hold a user name or a password; move them to oauth'
        : undefined;
  if (problem === undefined && url) return url;
  context.addIssue({ code: 'custom', message: problem });
  return undefined;
}

const text = z.string().min(1);
const clientAuth = (usual: ClientAuth) =>
  z
    .enum(['post', 'basic'])
    .default(usual)
    .describe(
      'Whether id and secret of the client are sent in the body of the form or by HTTP Basic authentication',
    );
const allowInsecureHttp = booleanFromEnv()
  .default(false)
  .describe('Whether the secret may be sent over plain http to another machine');

/** `oauth` of a client with an id and a secret; `usual` is the default of `client_auth`. */
export function clientCredentialsSettingsFor(usual: { readonly clientAuth: ClientAuth }) {
  return z
    .strictObject({
      client_id: text,
      client_secret: text.optional(),
      client_secret_file: text.optional(),
      token_url: tokenUrlSchema.optional(),
      client_auth: clientAuth(usual.clientAuth),
      scope: text.optional().describe('Space-separated'),
      allow_insecure_http: allowInsecureHttp,
    })
    .transform((given, context) => ({
      clientId: given.client_id,
      clientSecret: requiredSecret('client_secret', given.client_secret, given.client_secret_file, context),
      clientAuth: given.client_auth,
      scope: given.scope,
      allowInsecureHttp: given.allow_insecure_http,
      /** As configured: each platform has its own default. */
      token_url: given.token_url,
    }));
}

export const clientCredentialsSettings = clientCredentialsSettingsFor({ clientAuth: 'post' });

/** `oauth` of an access key, alone or together with a registered client. */
export const accessKeySettings = z
  .strictObject({
    access_key_id: text,
    access_key_secret: text.optional(),
    access_key_secret_file: text.optional(),
    client_id: text.optional(),
    client_secret: text.optional(),
    client_secret_file: text.optional(),
    token_url: tokenUrlSchema.optional(),
    client_auth: clientAuth('post'),
    allow_insecure_http: allowInsecureHttp,
  })
  .transform((given, context) => {
    const clientSecret = secret('client_secret', given.client_secret, given.client_secret_file, context);
    if (clientSecret && given.client_id === undefined) {
      const message = 'is missing: client_secret belongs to a client; give its client_id, or leave both out';
      context.addIssue({ code: 'custom', path: ['client_id'], message });
    }
    return {
      accessKeyId: given.access_key_id,
      accessKeySecret: requiredSecret(
        'access_key_secret',
        given.access_key_secret,
        given.access_key_secret_file,
        context,
      ),
      clientId: given.client_id,
      clientSecret,
      clientAuth: given.client_auth,
      allowInsecureHttp: given.allow_insecure_http,
      /** As configured: each platform has its own default. */
      token_url: given.token_url,
    };
  });

interface OauthSettings {
  readonly oauth: { readonly token_url?: string | undefined; readonly allowInsecureHttp: boolean };
}

/**
 * Rejects settings that would send the secret unencrypted; the issue is at `oauth.token_url`, or at `otherKey` where the
 * token URL follows from that.
 */
export function requireSecureTokenUrl<Settings extends OauthSettings>(
  tokenUrlOf: (settings: Settings) => string,
  otherKey: keyof Settings & string,
): (settings: Settings, context: z.core.$RefinementCtx) => void {
  return (settings, context) => {
    const { oauth } = settings;
    const message = insecureProblem(tokenUrlOf(settings), oauth);
    const path = oauth.token_url === undefined ? [otherKey] : ['oauth', 'token_url'];
    if (message !== undefined) context.addIssue({ code: 'custom', path, message });
  };
}

function requiredSecret(
  key: string,
  inline: string | undefined,
  file: string | undefined,
  context: z.core.$RefinementCtx,
): SecretReader {
  const reader = secret(key, inline, file, context);
  if (reader) return reader;
  const message = `is missing; name the file that holds the secret, or give ${key}: \${AN_ENVIRONMENT_VARIABLE}`;
  context.addIssue({ code: 'custom', path: [`${key}_file`], message });
  return z.NEVER;
}

function secret(
  key: string,
  inline: string | undefined,
  file: string | undefined,
  context: z.core.$RefinementCtx,
): SecretReader | undefined {
  if (inline !== undefined && file !== undefined) {
    const message = `must not be given beside ${key}_file; keep one of the two`;
    context.addIssue({ code: 'custom', path: [key], message });
  }
  if (file !== undefined) return () => readSecretFile(`${key}_file`, file);
  if (inline === undefined) return undefined;
  const text = parseSecret(inline);
  if (text.problem === undefined) return async () => text.secret;
  context.addIssue({ code: 'custom', path: [key], message: text.problem });
  return z.NEVER;
}

/** A secret file is unreadable or has no valid secret; the message names the file. */
class SecretFileError extends Error {
  override readonly name = 'SecretFileError';
  readonly code: 'secret_file_unreadable' | 'secret_file_empty' | 'secret_file_invalid';

  constructor(code: SecretFileError['code'], problem: string, options?: ErrorOptions) {
    super(problem, options);
    this.code = code;
  }
}

async function readSecretFile(key: string, file: string): Promise<string> {
  const content = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    const problem = `${key} ${file} cannot be read (${cause.code}); check that it exists and its permissions`;
    throw new SecretFileError('secret_file_unreadable', problem, { cause });
  });
  const text = parseSecret(content);
  if (text.problem === undefined) return text.secret;
  const code = text.isEmpty ? 'secret_file_empty' : 'secret_file_invalid';
  throw new SecretFileError(code, `${key} ${file} ${text.problem}`);
}
