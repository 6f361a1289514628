import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createExposition } from '../../src/exposition/index.ts';
import { createRoutes } from '../../src/server/app.ts';
import { openApiDocument } from '../../src/server/openapi.ts';
import { QUERY, SIGNED_IN, startApi } from '../analytics-api/support/api.ts';
import { startExporter } from '../support/exporter.ts';
import { eventually } from '../support/process.ts';

const document = openApiDocument('1.2.3', '/');
const METHODS = ['get', 'post', 'put', 'delete', 'patch'];

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

interface Operation {
  readonly operationId: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}
const paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> = document.paths;

/** Paths of all routes besides the wallboard, as OpenAPI writes parameters. */
const served = createRoutes({
  exposition: createExposition(),
  tenants: () => [],
  telemetryPath: '/metrics',
  explain: async () => undefined,
  version: '1.2.3',
  analytics: () => {},
  now: () => 0,
}).map(({ path }) => path.replaceAll(/:(\w+)/g, '{$1}'));

/** Every object in the document, with its path. */
function* objectsIn(value: unknown, path: readonly string[] = []): Generator<[readonly string[], Json]> {
  if (!isObject(value)) return;
  yield [path, value];
  for (const [key, child] of Object.entries(value)) yield* objectsIn(child, [...path, key]);
}

/** Judges by a schema of the document alone, as a client made from it would. */
function judge(name: keyof typeof document.components.schemas) {
  const text = JSON.stringify(document.components.schemas).replaceAll('#/components/schemas/', '#/$defs/');
  const $defs = JSON.parse(text);
  return z.fromJSONSchema({ ...$defs[name], $defs });
}

describe('the OpenAPI description', () => {
  it('has the parts that OpenAPI 3.1 requires', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: expect.any(String), version: '1.2.3' });
    const ids: string[] = [];
    const tags = document.tags.map(({ name }) => name);
    for (const [path, methods] of Object.entries(paths)) {
      expect(path).toMatch(/^\//);
      for (const [method, operation] of Object.entries(methods)) {
        expect(METHODS).toContain(method);
        ids.push(operation.operationId);
        for (const tag of operation.tags ?? []) expect(tags).toContain(tag);
        const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        const { parameters = [] } = operation;
        expect(parameters.filter((each) => each.in === 'path').map(({ name }) => name)).toEqual(inPath);
        expect(Object.keys(operation.responses)).toContain('200');
        for (const [status, response] of Object.entries(operation.responses)) {
          expect(status).toMatch(/^[1-5]\d\d$/);
          expect(response.description).not.toBe('');
        }
      }
    }
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('refers only to schemas that it contains', () => {
    const references = [...objectsIn(document)].flatMap(([, { $ref }]) =>
      typeof $ref === 'string' ? [$ref] : [],
    );
    expect(references.length).toBeGreaterThan(5);
    for (const reference of references) {
      const steps = reference.replace(/^#\//, '').split('/');
      const target = steps.reduce<unknown>((at, step) => (isObject(at) ? at[step] : undefined), document);
      expect(target, reference).toBeDefined();
    }
  });

  it('describes every route of the API', () => {
    const api = served.filter((path) => path.startsWith('/api/v1/'));
    expect(api.length).toBeGreaterThan(3);
    expect(Object.keys(paths).sort()).toEqual(api.sort());
  });

  it('is served as JSON with the content type of OpenAPI', async () => {
    const api = await startApi();
    const response = await fetch(`${api.url}/api/v1/openapi.json`, { headers: SIGNED_IN });
    expect(response.headers.get('content-type')).toContain('application/json');
    // This server predicts nothing.
    const explain = '/api/v1/queues/{tenant}/{id}/explain';
    const { [explain]: _, ...others } = paths;
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify({ ...document, paths: others })));
    expect((await fetch(`${api.url}/api/v1/queues/acme/1/explain`, { headers: SIGNED_IN })).status).toBe(404);
  });

  it.each(Object.entries(paths))(
    'describes every method of %s: any other is 405 with Allow',
    async (path, methods) => {
      const api = await startApi();
      if (path.endsWith('/explain')) return;
      const url = `${api.url}${path.replaceAll(/\{\w+\}/g, 'x')}`;
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'QUERY']) {
        const response = await fetch(url, { method, headers: SIGNED_IN });
        expect(response.status === 405).toBe(!(method.toLowerCase() in methods));
        if (response.status === 405)
          expect(response.headers.get('allow')?.toLowerCase().split(', ')).toEqual(
            expect.arrayContaining([...Object.keys(methods), 'options']),
          );
      }
    },
  );

  it('allows in parameters exactly what the server accepts', async () => {
    const api = await startApi();
    const changes = async (search: string) =>
      (await fetch(`${api.url}/api/v1/changes?${search}`, { headers: SIGNED_IN })).status;
    for (const name of ['tenant', 'queue_id', 'from', 'to']) {
      const parameter = document.paths['/api/v1/changes'].get.parameters.find((each) => each.name === name)!;
      const schema = z.fromJSONSchema(parameter.schema as Parameters<typeof z.fromJSONSchema>[0]);
      for (const value of ['', '0', '123456789012345', '2026-09-01T00:00:00+02:00', 'yesterday'])
        expect((await changes(`${name}=${encodeURIComponent(value)}`)) !== 400, `${name}=${value}`).toBe(
          schema.safeParse(value).success,
        );
    }
    expect(await changes('from=2&to=1')).toBe(200);
    expect(judge('AnalyticsQuery').safeParse({ ...QUERY, tenant: '' }).success).toBe(false);
  });

  it('describes real responses of the analytics query API', async () => {
    const api = await startApi();
    expect(judge('AnalyticsQuery').safeParse(QUERY).success).toBe(true);
    const answer: unknown = await (await api.post(QUERY)).json();
    expect(judge('AnalyticsAnswer').safeParse(answer).error).toBeUndefined();
    const refused: unknown = await (await api.post({ ...QUERY, metrics: ['money'] })).json();
    expect(judge('Error').safeParse(refused).error).toBeUndefined();
    expect(judge('AnalyticsAnswer').safeParse(refused).success).toBe(false);
    expect(judge('AnalyticsQuery').safeParse({ ...QUERY, metrics: ['money'] }).success).toBe(false);
  });

  it('describes the queues of a running exporter, for every platform', async () => {
    const exporter = await startExporter([]);
    try {
      await eventually(() => exporter.get('/-/ready'));
      const answer: unknown = await eventually(async () => {
        const text = await exporter.get('/api/v1/queues');
        expect(text).toContain('"windows"');
        expect(text).toContain('"totals"');
        return JSON.parse(text);
      });
      expect(judge('Queues').safeParse(answer).error).toBeUndefined();
      const changes: unknown = JSON.parse(await exporter.get('/api/v1/changes'));
      expect(judge('Changes').safeParse(changes).error).toBeUndefined();
      expect(judge('Queues').safeParse({ tenants: [{ tenant: 1 }] }).success).toBe(false);
    } finally {
      await exporter.stop();
    }
  });
});

it('lists every endpoint, and no other, in docs/endpoints.md', () => {
  const rows = readFileSync('docs/endpoints.md', 'utf8').matchAll(/^\| `(?:GET|POST) ([^?`]+)/gm);
  // The wallboard and the pages about the exporter itself have their own routes.
  const documented = ['/', ...served, '/config', '/debug/polls'];
  expect([...rows].map(([, path]) => path).sort()).toEqual(documented.sort());
});
