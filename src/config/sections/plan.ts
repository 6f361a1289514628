import { z } from 'zod';

/** A tenant's key `plan`. */

/** Where a tenant's plan comes from; the shape that the module `plan` takes. */
export type PlanConfig = { readonly file: string } | { readonly url: string; readonly tokenFile?: string };

const LOOPBACK = /^(?:localhost|\[::1\]|127(?:\.\d+){3})$/;

export const planSection = z
  .object({
    file: z
      .string()
      .min(1)
      .optional()
      .describe('File with the plan as CSV or JSON; read again when it changes'),
    url: z
      .string()
      .superRefine((text, context) => {
        const message = urlProblem(text);
        if (message !== undefined) context.addIssue({ code: 'custom', message });
      })
      .optional()
      .describe('URL that returns the plan as CSV or JSON; polled every `polling.plan.interval`'),
    token_file: z.string().min(1).optional().describe('File with the bearer token for `url`'),
  })
  .superRefine(({ file, url, token_file }, context) => {
    const problem = sourceProblem(file, url, token_file);
    if (problem) context.addIssue({ code: 'custom', ...problem });
  })
  .transform(({ file, url, token_file: tokenFile }): PlanConfig => {
    if (url === undefined) return { file: file ?? '' };
    return tokenFile === undefined ? { url } : { url, tokenFile };
  })
  .optional()
  .describe(
    'Workforce plan: planned agents and expected contacts per queue and interval; see docs/staffing.md',
  );

function urlProblem(text: string): string | undefined {
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    return 'must be a full address such as https://wfm.example.com/plan.csv';
  return url.username === '' && url.password === ''
    ? undefined
    : 'must not hold a user name or a password; use token_file';
}

function sourceProblem(file: string | undefined, url: string | undefined, tokenFile: string | undefined) {
  if (file === undefined && url === undefined) return { path: [], message: 'needs file or url' };
  if (file !== undefined && url !== undefined)
    return { path: ['url'], message: 'cannot be combined with file; keep one of the two' };
  if (tokenFile === undefined) return undefined;
  if (url === undefined) return { path: ['token_file'], message: 'belongs to url; delete it' };
  const { protocol, hostname, origin } = new URL(URL.canParse(url) ? url : 'https://invalid');
  if (protocol === 'https:' || LOOPBACK.test(hostname)) return undefined;
  return { path: ['url'], message: `would send the token unencrypted to ${origin}; use https` };
}
