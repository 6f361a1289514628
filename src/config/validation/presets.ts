import { z } from 'zod';
import { isMapping, withoutWrappers, wrappedBy } from './unknown-keys.ts';

/** The written value with the default of every key that is left out, at any depth; in the notation of the file. */
export function withPresets(schema: z.core.$ZodType, value: unknown): unknown {
  const given = value === undefined ? presetOf(schema) : value;
  const inner = withoutWrappers(schema);
  if (inner instanceof z.ZodArray && Array.isArray(given))
    return given.map((item) => withPresets(inner.element, item));
  if (!(inner instanceof z.ZodObject) || !isMapping(given)) return given;
  const known = Object.entries(inner.shape).map(([key, child]) => [key, withPresets(child, given[key])]);
  return { ...given, ...Object.fromEntries(known.filter(([, each]) => each !== undefined)) };
}

/** The value that the schema, or one that it wraps, assumes for a missing one. */
function presetOf(schema: z.core.$ZodType): unknown {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return schema.def.defaultValue;
  const inner = wrappedBy(schema);
  return inner && presetOf(inner);
}
