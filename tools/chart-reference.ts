/** Writes values.schema.json and README.md of the Helm chart, both from its values.yaml. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';

const CHART = join(import.meta.dirname, '../charts/contact-center-exporter');

/** Values whose keys are those of Kubernetes or of the exporter's configuration, beyond their defaults. */
const OPEN = new Set(['resources', 'podSecurityContext', 'securityContext', 'labels']);

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  'image.pullPolicy': ['Always', 'IfNotPresent', 'Never'],
  'service.type': ['ClusterIP', 'NodePort', 'LoadBalancer'],
  'monitor.kind': ['ServiceMonitor', 'PodMonitor'],
};
const PATTERNS: Readonly<Record<string, string>> = {
  'image.digest': '^(sha256:[0-9a-f]{64})?$',
  'monitor.interval': '^([0-9]+(ms|[smhdwy]))+$',
  'monitor.scrapeTimeout': '^([0-9]+(ms|[smhdwy]))+$',
};

interface Value {
  /** Keys joined by dots. */
  readonly path: string;
  readonly description: string;
  readonly default: unknown;
}

/** The comment above a key; above the first key of a map, the parser attaches it to the map. */
function descriptionOf(pair: Pair, map: YAMLMap, index: number): string {
  const own = isScalar(pair.key) ? pair.key.commentBefore : undefined;
  // The comment at the head of the file is one about the file.
  return ((index === 0 ? map.commentBefore : own) ?? own ?? '').replaceAll('\n', ' ').trim();
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : '';
}

/** A map whose keys are the chart's own: each is described, where the contents of an open map are not. */
function isSection(key: string, value: unknown): value is YAMLMap {
  return isMap(value) && value.items.length > 0 && (key === 'resources' || !OPEN.has(key)) && !value.flow;
}

/** The values in their order, those of sections in place of the section. */
export function readValues(map: YAMLMap, prefix = ''): readonly Value[] {
  return map.items.flatMap((pair, index) => {
    const key = keyOf(pair);
    const path = `${prefix}${key}`;
    if (isSection(key, pair.value)) return readValues(pair.value, `${path}.`);
    const value = isMap(pair.value) ? pair.value.toJSON() : pair.value;
    const plain = value !== null && typeof value === 'object' && 'toJSON' in value ? value.toJSON() : value;
    return [{ path, description: descriptionOf(pair, map, index), default: plain }];
  });
}

/** JSON Schema of a map of values: its keys are known, unless it is open. */
export function schemaOf(map: YAMLMap, prefix = ''): object {
  const properties = Object.fromEntries(
    map.items.map((pair, index) => {
      const key = keyOf(pair);
      const path = `${prefix}${key}`;
      const description = descriptionOf(pair, map, index);
      const schema =
        isSection(key, pair.value) && !OPEN.has(key)
          ? schemaOf(pair.value, `${path}.`)
          : { ...(description && { description }), ...typeOf(path, pair.value) };
      return [key, schema];
    }),
  );
  return { type: 'object', properties, additionalProperties: false };
}

function typeOf(path: string, node: unknown): object {
  const value = (node as { toJSON: () => unknown }).toJSON();
  if (CHOICES[path]) return { enum: CHOICES[path] };
  if (PATTERNS[path]) return { type: 'string', pattern: PATTERNS[path] };
  if (Array.isArray(value)) return { type: 'array' };
  if (path === 'podDisruptionBudget.maxUnavailable') return { type: ['integer', 'string'] };
  // Counts and ports: a negative number is a slip.
  if (typeof value === 'number') return { type: 'integer', minimum: 1 };
  return { type: typeof value };
}

function row({ path, description, default: value }: Value): string {
  return `| \`${path}\` | ${description} | \`${JSON.stringify(value)}\` |`;
}

export function chartFiles(): Readonly<Record<string, string>> {
  const document = parseDocument(readFileSync(join(CHART, 'values.yaml'), 'utf8'));
  const values = document.contents;
  if (!isMap(values)) throw new Error('values.yaml holds no map');
  const schema = schemaOf(values) as { properties: object };
  const text = readFileSync(join(CHART, 'README.md'), 'utf8');
  const table = ['| value | description | default |', '|---|---|---|', ...readValues(values).map(row)];
  return {
    'values.schema.json': `${JSON.stringify(
      {
        $schema: 'http://json-schema.org/draft-07/schema#',
        ...schema,
        properties: { global: { type: 'object' }, ...schema.properties },
      },
      null,
      2,
    )}\n`,
    'README.md': `${text.slice(0, text.indexOf(TABLE_HEADING) + TABLE_HEADING.length)}\n\n${table.join('\n')}\n`,
  };
}

const TABLE_HEADING = '## Values';

if (import.meta.main) {
  for (const [file, content] of Object.entries(chartFiles())) writeFileSync(join(CHART, file), content);
}
