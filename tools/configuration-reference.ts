import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { fileSchema, sections } from '../src/config/sections/schema.ts';
import { type PlatformDescription, tenantSchema } from '../src/config/sections/tenant.ts';
import { type SchemaRow, schemaRows } from '../src/config/validation/schema-rows.ts';
import { platforms } from '../src/platforms/index.ts';
import { API_BUDGET_FILE, apiBudgetPage } from './api-budget-reference.ts';

/** The reference of the configuration file, made from its schema: `node tools/configuration-reference.ts` writes it, and what polling costs. */

export const REFERENCE_FILE = 'docs/configuration.md';

const INTRODUCTION = `# Configuration

This page is made from the schema that the exporter itself applies; \`node tools/configuration-reference.ts\` writes it anew.

The file is YAML, given by \`--config.file\`. \`contact-center-exporter check-config FILE\` tells everything that is
wrong with it, each with its line and column. Unknown keys are errors.

- Durations have a unit: \`500ms\`, \`15s\`, \`5m\`, \`1h30m\`, \`1d\`. Sizes too: \`64MiB\`.
- \`\${NAME}\` in a text is replaced by the environment variable of that name, which must be set and not empty. \`$\${\`
  stands for \`\${\` itself; any other \`$\` is left as it is. Between braces or brackets put the text in quotes.
- Keys that end in \`_file\` name a file, from the configuration's folder on. It must exist and hold something. The
  secret in it is read again whenever it is needed, so it can be renewed in place.
- Anchors, aliases and merge keys (\`<<\`) let tenants share what they have in common.
- In names of queues \`*\` stands for any characters and \`?\` for one. Upper and lower case matter. An entry of
  \`queues.include\`, \`queues.ids\` or \`agents.ids\` that matches nothing is logged once, with the nearest name.
- On SIGHUP, or \`POST /-/reload\` with \`--web.enable-lifecycle\`, the file is read again. An invalid one is refused
  whole; tenants that did not change keep their state.
`;

export function configurationReference(known: readonly PlatformDescription[]): string {
  const common = tenantSchema(known, { apis: [...new Set(known.map(({ api }) => api))] });
  return [
    INTRODUCTION,
    ...Object.keys(sections).map((name) => sectionText(name, fileSchema.shape)),
    `## \`tenants\`\n\nThe contact centres to watch, a list. Every tenant has these keys:\n\n${table(schemaRows(common))}\n`,
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
