/** Depth limit, which also ends circular references; no log field is this deep. */
const MAX_DEPTH = 8;
/** Keys that every line has; a field of that name is renamed. */
const RESERVED = ['ts', 'level', 'msg'];

/** The fields of a message as plain values, errors among them. */
export function plainFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const renamed = Object.entries(fields).map(([key, value]) => [
    RESERVED.includes(key) ? `field_${key}` : key,
    value,
  ]);
  return plainEntries(Object.fromEntries(renamed), 0);
}

function plainEntries(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, plain(value, depth + 1)]));
}

/** Converts a value to what JSON can hold: errors to objects, maps and sets to arrays, circular references cut. */
export function plain(value: unknown, depth = 0): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return '...';
  if (value instanceof Error) return plainEntries(errorFields(value), depth);
  if (value instanceof Map || value instanceof Set) return plain([...value], depth);
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  if ('toJSON' in value && typeof value.toJSON === 'function') return plain(value.toJSON(), depth + 1);
  return plainEntries(value, depth);
}

/** Message and context of an error; the stack only where no code identifies the condition. */
function errorFields(error: Error): Record<string, unknown> {
  const context: Record<string, unknown> = Object.fromEntries(Object.entries(error));
  delete context.name;
  return {
    message: error.message,
    ...context,
    cause: error.cause,
    stack: isKnownCondition(error) ? undefined : error.stack,
  };
}

/** Errors of Node.js about invalid arguments have codes too, and are programming errors. */
function isKnownCondition(error: Error): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return false;
  return 'code' in error && error.code !== undefined;
}
