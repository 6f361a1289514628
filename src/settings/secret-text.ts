/** Secrets from files and variables, without what editors and shells add to them. */

export type ParsedSecret =
  | { readonly secret: string; readonly problem?: undefined }
  /** What is wrong, as the end of a sentence: "is empty; ...". Shows nothing of the content. */
  | { readonly problem: string; readonly isEmpty: boolean; readonly secret?: undefined };

/** Control characters other than a tab, which HTTP headers cannot hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const CONTROL_CHARACTER = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/** Drops a byte order mark and line breaks at the end; a secret is one line of UTF-8 text. */
export function parseSecret(content: string | Uint8Array): ParsedSecret {
  const text = typeof content === 'string' ? content.replace(/^\ufeff/, '') : decoded(content);
  if (text === undefined) return { problem: 'is not UTF-8 text; save it in that encoding', isEmpty: false };
  const secret = text.replace(/[\r\n]+$/, '');
  if (secret === '') return { problem: 'is empty; write the secret into it', isEmpty: true };
  if (/[\r\n]/.test(secret))
    return { problem: 'has more than one line; a secret is one line, so keep that alone', isEmpty: false };
  if (CONTROL_CHARACTER.test(secret))
    return { problem: 'has a control character in it; write the secret again as plain text', isEmpty: false };
  return { secret };
}

/** Without a byte order mark, which the decoder drops. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
