import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { fileSchema, sections } from '../src/config/sections/schema.ts';
import { type PlatformDescription, tenantSchema } from '../src/config/sections/tenant-schema.ts';
import { type SchemaRow, schemaRows } from '../src/config/validation/schema-rows.ts';
import { platforms } from '../src/platforms/index.ts';
import { API_BUDGET_FILE, apiBudgetPage } from './api-budget-reference.ts';

/** Generates the reference of the configuration file from its schema, and the API budget page. */

export const REFERENCE_FILE = 'docs/configuration.md';

const INTRODUCTION = `# Configuration

Generated from the configuration schema by \`node tools/configuration-reference.ts\`.

\`--config.file\` names a YAML file, or a folder: its \`*.yaml\` files are read in order of their names, their \`tenants\` are
joined, and every other section stands in one of them. \`contact-center-exporter check-config FILE\` reports all of its problems, each with
line and column. Unknown keys are errors.

- Durations have a unit: \`500ms\`, \`15s\`, \`5m\`, \`1h30m\`, \`1d\`. Sizes too: \`64MiB\`.
- \`\${NAME}\` is replaced by the environment variable of that name, which must be set and not empty. \`$\${\` stands for
  \`\${\` itself; any other \`$\` is kept. Between braces or brackets, put the text in quotes.
- Keys that end in \`_file\` name a file; relative paths start at the configuration's folder. The file must exist and not
  be empty. A secret is read again at each use, so that it can be rotated in place.
- Anchors, aliases and merge keys (\`<<\`) let tenants share settings.
- In names of queues, \`*\` stands for any characters and \`?\` for one. Names are case-sensitive. An entry of
  \`queues.include\`, \`queues.ids\` or \`agents.ids\` that matches nothing is logged once, with the nearest name.
- SIGHUP, or \`POST /-/reload\` with \`--web.enable-lifecycle\`, reloads the file. An invalid file is rejected as a whole;
  unchanged tenants keep their state. With \`--config.auto-reload-interval=30s\`, a changed file, or one that is added to a
  folder or removed, is found within that time.
`;

export function configurationReference(known: readonly PlatformDescription[]): string {
  const common = tenantSchema(known, {
    platform: undefined,
    apis: [...new Set(known.map(({ api }) => api))],
  });
  return [
    INTRODUCTION,
    ...Object.keys(sections).map((name) => sectionText(name, fileSchema.shape)),
    `## \`tenants\`\n\nList of tenants (contact centres). Every tenant has these keys:\n\n${table(schemaRows(common))}\n`,
    ...known.map(platformText),
  ].join('\n');
}

function sectionText(name: string, shape: z.ZodRawShape): string {
  const rows = schemaRows(z.object({ [name]: shape[name] ?? z.unknown() }));
  const [section, ...below] = rows;
  const inside = below.map((row) => ({ ...row, path: row.path.slice(name.length + 1) }));
  const keys = inside.length > 0 ? `\n${table(inside)}\n` : '';
  return `## \`${name}\`\n\n${section?.description ?? ''}.\n${keys}`;
}

function platformText({ platform, api, collectors, settings }: PlatformDescription): string {
  const offers = `Collectors: ${collectors.map(code).join(', ')}.`;
  return `### \`platform: ${platform}\`, \`api: ${api}\`\n\n${offers}\n\n${table(schemaRows(settings))}\n`;
}

function table(rows: readonly SchemaRow[]): string {
  const lines = rows.map(({ path, type, required, default: preset, description }) => {
    const usual = required ? 'required' : preset === undefined ? '' : code(preset);
    return `| ${code(path)} | ${type} | ${usual} | ${description.replaceAll('|', '\\|')} |`;
  });
  return ['| key | type | default | meaning |', '|---|---|---|---|', ...lines].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

if (import.meta.main) {
  writeFileSync(REFERENCE_FILE, configurationReference(platforms));
  writeFileSync(API_BUDGET_FILE, apiBudgetPage(platforms));
}
