import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { fileSchema, sections } from '../src/config/sections/schema.ts';
import { type PlatformDescription, tenantSchema } from '../src/config/sections/tenant-schema.ts';
import { DURATION } from '../src/domain/duration.ts';
import { platforms } from '../src/platforms/index.ts';
import { BYTE_SIZE } from '../src/settings/fields.ts';
import { NUMBER_TEXT } from '../src/settings/text-values.ts';

/** Generates the JSON Schema of the configuration file, with which editors complete and check it. */

export const SCHEMA_FILE = 'docs/config.schema.json';

/** Draft 7, the newest draft that every editor supports. */
const DIALECT = 'draft-7';

/** Any text may hold `${NAME}`, a value of the environment. */
const REFERENCE = '\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}';

/** Notations of text, by the kind that a field declares. */
const PATTERNS: Readonly<Record<string, string | undefined>> = {
  duration: DURATION.source,
  size: BYTE_SIZE.source,
};

type Schema = z.core.JSONSchema.BaseSchema;

export function configurationSchema(known: readonly PlatformDescription[]): Schema {
  const { tenants } = fileSchema.shape;
  const file = jsonSchemaOf(z.object({ ...sections, tenants }));
  const listed = { ...jsonSchemaOf(tenants), items: tenantOf(known) };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of contact-center-exporter',
    ...file,
    properties: { ...file.properties, tenants: listed },
    definitions: {
      reference: { description: 'A value of the environment', type: 'string', pattern: REFERENCE },
      tenant: jsonSchemaOf(tenantSchema(known, { platform: undefined, apis: [] })),
    },
  };
}

/** Keys of a tenant follow from its platform and API. */
function tenantOf(known: readonly PlatformDescription[]): Schema {
  const vendors = [...new Set(known.map(({ platform }) => platform))];
  return {
    type: 'object',
    required: ['name', 'platform', 'api'],
    properties: { platform: { anyOf: [{ enum: vendors }, { $ref: '#/definitions/reference' }] } },
    allOf: [
      ...vendors.map((vendor) => ({
        if: { properties: { platform: { const: vendor } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { properties: { api: withReference({ enum: apisOf(vendor, known) }) } },
      })),
      ...known.map((description) => ({
        if: {
          required: ['platform', 'api'],
          properties: { platform: { const: description.platform }, api: { const: description.api } },
        },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: keysOf(description, known),
      })),
    ],
  };
}

function apisOf(vendor: string, known: readonly PlatformDescription[]): string[] {
  return known.filter(({ platform }) => platform === vendor).map(({ api }) => api);
}

function keysOf(platform: PlatformDescription, known: readonly PlatformDescription[]): Schema {
  const apis = apisOf(platform.platform, known);
  const { collectors, ...common } = tenantSchema(known, { platform, apis }).shape;
  const own = jsonSchemaOf(z.object({ collectors, ...platform.settings.shape }));
  const shared = Object.keys(common).map((key) => [key, { $ref: `#/definitions/tenant/properties/${key}` }]);
  return { ...own, properties: { ...Object.fromEntries(shared), ...own.properties } };
}

function jsonSchemaOf(schema: z.ZodType): Schema {
  const { $schema: _, ...converted } = z.toJSONSchema(schema, {
    io: 'input',
    target: DIALECT,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema, path }) => {
      const { kind } = jsonSchema;
      delete jsonSchema.kind;
      const pattern = typeof kind === 'string' ? PATTERNS[kind] : undefined;
      if (pattern !== undefined) Object.assign(jsonSchema, { pattern, minLength: 1 });
      // As the program: unknown keys are errors.
      if (zodSchema instanceof z.ZodObject) jsonSchema.additionalProperties = false;
      if (path.at(-1) !== 'propertyNames') acceptReferences(jsonSchema);
    },
  });
  return converted;
}

const isConstrained = ({ type, enum: choices, pattern, format }: Schema) =>
  type === 'number' ||
  type === 'integer' ||
  type === 'boolean' ||
  (type === 'string' && (choices ?? pattern ?? format) !== undefined);

/** Moves the constraints of a value into an alternative, beside which a reference to the environment is accepted. */
function acceptReferences(schema: Schema): void {
  if (!isConstrained(schema)) return;
  const { description, default: preset, ...constraints } = schema;
  for (const key of Object.keys(schema)) delete schema[key];
  Object.assign(
    schema,
    { ...(description !== undefined && { description }), ...(preset !== undefined && { default: preset }) },
    withReference(constraints),
  );
}

function withReference(constraints: Schema): Schema {
  return { anyOf: [constraints, ...textOf(constraints), { $ref: '#/definitions/reference' }] };
}

/** Numbers and booleans may be quoted. */
function textOf({ type }: Schema): Schema[] {
  if (type === 'boolean') return [{ enum: ['true', 'false'] }];
  return type === 'string' || type === undefined ? [] : [{ type: 'string', pattern: NUMBER_TEXT.source }];
}

if (import.meta.main) {
  writeFileSync(SCHEMA_FILE, `${JSON.stringify(configurationSchema(platforms), null, 2)}\n`);
}
