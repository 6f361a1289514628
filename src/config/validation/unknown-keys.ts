import { z } from 'zod';
import type { ConfigPath } from './config-error.ts';

export interface UnknownKey {
  readonly path: ConfigPath;
  readonly key: string;
  readonly value: unknown;
  /** Known keys at this place. */
  readonly known: readonly string[];
}

/**
 * Every key of the value, at any depth, that the schema does not know. Schemas need not be strict: the plain objects of
 * adapters are checked by the same rule.
 */
export function unknownKeys(
  schema: z.core.$ZodType,
  value: unknown,
  path: ConfigPath = [],
): readonly UnknownKey[] {
  const inner = withoutWrappers(schema);
  if (inner instanceof z.ZodArray && Array.isArray(value)) {
    return value.flatMap((item, index) => unknownKeys(inner.element, item, [...path, index]));
  }
  if (!(inner instanceof z.ZodObject) || !isMapping(value)) return [];
  const known = Object.keys(inner.shape);
  return Object.entries(value).flatMap(([key, child]) => {
    const schemaOfKey = Object.hasOwn(inner.shape, key) ? inner.shape[key] : undefined;
    if (schemaOfKey) return unknownKeys(schemaOfKey, child, [...path, key]);
    return isOpen(inner) ? [] : [{ path: [...path, key], key, value: child, known }];
  });
}

function isOpen({ def: { catchall } }: z.ZodObject): boolean {
  return catchall !== undefined && !(catchall instanceof z.ZodNever);
}

/** The schema of the written value, without wrappers for optional values, defaults and transformations. */
export function withoutWrappers(schema: z.core.$ZodType): z.core.$ZodType {
  const inner = wrappedBy(schema);
  return inner ? withoutWrappers(inner) : schema;
}

/** The schema that this one wraps, one step nearer to the written value. */
export function wrappedBy(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  // A preprocessing step comes before the schema of the written value, any other step after it.
  if (schema instanceof z.ZodPipe) return schema.in instanceof z.ZodTransform ? schema.out : schema.in;
  const isWrapper =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodReadonly;
  return isWrapper ? schema.unwrap() : undefined;
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
