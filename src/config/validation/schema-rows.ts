import { z } from 'zod';
import { withoutWrappers, wrappedBy } from './unknown-keys.ts';

/** One key of the file in the reference. */
export interface SchemaRow {
  /** Such as `queues.include`; `[]` stands for each item of a list. */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  /** As written in the file. */
  readonly default?: string | undefined;
  readonly description: string;
}

/** Every key below an object schema, parents before their children. */
export function schemaRows(schema: z.ZodObject, prefix = ''): readonly SchemaRow[] {
  return Object.entries(schema.shape).flatMap(([key, child]) => rowsOf(child, `${prefix}${key}`));
}

function rowsOf(schema: z.core.$ZodType, path: string): readonly SchemaRow[] {
  const { description = '', kind: _, ...presence } = factsOf(schema);
  const inner = withoutWrappers(schema);
  const row = { path, type: labelOf(schema), description, ...presence };
  if (inner instanceof z.ZodObject) return [row, ...schemaRows(inner, `${path}.`)];
  const item = inner instanceof z.ZodArray ? withoutWrappers(inner.element) : undefined;
  return item instanceof z.ZodObject ? [row, ...schemaRows(item, `${path}[].`)] : [row];
}

interface Facts {
  readonly description?: string | undefined;
  readonly kind?: string | undefined;
  readonly required: boolean;
  readonly default?: string | undefined;
}

/** Facts of a key from a schema and the schemas that it wraps; the outermost takes precedence. */
function factsOf(schema: z.core.$ZodType): Facts {
  const meta = z.globalRegistry.get(schema) ?? {};
  const inner = wrappedBy(schema);
  const below: Facts = inner ? factsOf(inner) : { required: true };
  const isOptional = schema instanceof z.ZodOptional;
  const hasDefault = schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  return {
    description: meta.description ?? below.description,
    kind: typeof meta.kind === 'string' ? meta.kind : below.kind,
    required: below.required && !isOptional && !hasDefault,
    default: hasDefault
      ? written(schema.def.defaultValue)
      : typeof meta.default === 'string'
        ? meta.default
        : below.default,
  };
}

/** Undefined for an empty mapping, whose keys have their own defaults. */
function written(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const text = JSON.stringify(value);
  return text === '{}' ? undefined : text;
}

/** The kind that a schema declares, else the type of the written value. */
function labelOf(schema: z.core.$ZodType): string {
  return factsOf(schema).kind ?? typeOf(withoutWrappers(schema));
}

function typeOf(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodEnum) return schema.options.join(' or ');
  if (schema instanceof z.ZodLiteral) return [...schema.values].join(' or ');
  if (schema instanceof z.ZodArray) return `list of ${labelOf(schema.element)}`;
  if (schema instanceof z.ZodObject) return 'mapping';
  if (schema instanceof z.ZodNumber) return 'number';
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodUnion) return schema.options.map((each) => labelOf(each)).join(' or ');
  return 'text';
}
