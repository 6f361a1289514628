/** logfmt: `key=value` pairs with spaces in between, values in quotes where they need them. */

/** Letters, digits and signs that need no quotes, in any script; no space, no `=`, no `"`, no `\`. */
const BARE = /^[^\s"=\\\p{C}\p{Z}]+$/u;
const NOT_IN_KEYS = /[^\w.-]/g;

/** Nested objects are flattened: `{ error: { code: 1 } }` is `error.code=1`. Lists are written as JSON. */
export function formatLogfmt(fields: Readonly<Record<string, unknown>>): string {
  return pairs(fields, '')
    .map(([key, value]) => `${key}=${formatValue(value)}`)
    .join(' ');
}

function pairs(fields: object, prefix: string): readonly (readonly [string, unknown])[] {
  return Object.entries(fields).flatMap(([key, value]) => {
    const name = `${prefix}${key.replace(NOT_IN_KEYS, '_') || '_'}`;
    if (value === undefined) return [];
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return pairs(value, `${name}.`);
    return [[name, value] as const];
  });
}

function formatValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return BARE.test(text) ? text : quote(text);
}

/** JSON's escapes are Go's too, so that every reader of logfmt knows them. */
function quote(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029]/g, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
