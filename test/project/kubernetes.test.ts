import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { parseAllDocuments, parseDocument } from 'yaml';
import { z } from 'zod';
import { parseConfig } from '../../src/config/index.ts';
import { platforms } from '../../src/platforms/index.ts';
import { chartFiles } from '../../tools/chart-reference.ts';
import { CHART, MANIFESTS, sourceHash } from '../../tools/kubernetes-manifests.ts';
import { run } from '../cli/run.ts';

/**
 * The manifests belong together, to the exporter as it is, and to the chart that they are rendered from. The chart itself
 * is rendered and validated by `npm run test:chart`, as compiling Helm takes minutes.
 */

const ROOT = join(import.meta.dirname, '../..');
const manifests = readFileSync(MANIFESTS, 'utf8');
const documents = parseAllDocuments(manifests).map((document): unknown => document.toJS());

const labels = z.record(z.string(), z.string());
const kinds = z.object({ kind: z.string(), metadata: z.object({ name: z.string(), labels }) });
const configMap = z.object({ data: z.object({ 'config.yaml': z.string() }) });
const probe = z.object({
  httpGet: z.object({ path: z.string(), port: z.string(), scheme: z.literal('HTTP') }),
});
const deployment = z.object({
  spec: z.object({
    selector: z.object({ matchLabels: labels }),
    template: z.object({
      metadata: z.object({ labels }),
      spec: z.object({
        containers: z.tuple([
          z.object({
            image: z.string(),
            args: z.array(z.string()),
            ports: z.tuple([z.object({ name: z.string(), containerPort: z.int() })]),
            livenessProbe: probe,
            readinessProbe: probe,
            volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
          }),
        ]),
        volumes: z.array(
          z.object({
            name: z.string(),
            configMap: z.object({ name: z.string() }).optional(),
            secret: z.object({ secretName: z.string() }).optional(),
          }),
        ),
      }),
    }),
  }),
});
const service = z.object({
  spec: z.object({
    selector: labels,
    ports: z.tuple([z.object({ name: z.string(), port: z.int(), targetPort: z.string() })]),
  }),
});
const monitor = z.object({
  spec: z.object({
    selector: z.object({ matchLabels: labels }),
    endpoints: z.tuple([z.object({ port: z.string() })]),
  }),
});

function ofKind<Schema extends z.ZodType>(kind: string, schema: Schema): z.output<Schema> {
  return schema.parse(documents.find((document) => kinds.parse(document).kind === kind));
}

const pod = ofKind('Deployment', deployment).spec.template;
const [container] = pod.spec.containers;

it('runs the exporter with flags, port and probes that it has', async () => {
  const { code, calls } = await run(container.args);
  expect(code).toBe(0);
  const flags = z
    .object({ 'web.listen-address': z.tuple([z.object({ port: z.int() })]) })
    .parse(calls[0]?.flags);
  expect(container.ports[0].containerPort).toBe(flags['web.listen-address'][0].port);
  expect(container.livenessProbe.httpGet).toMatchObject({
    path: '/-/healthy',
    port: container.ports[0].name,
  });
  expect(container.readinessProbe.httpGet).toMatchObject({ path: '/-/ready', port: container.ports[0].name });
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  expect(container.image).toBe(`contact-center-exporter:${version}`);
});

it('contains a valid configuration, and mounts it and its secrets at their paths', () => {
  const asked: string[] = [];
  const text = ofKind('ConfigMap', configMap).data['config.yaml'];
  const inspectFile = (path: string) => {
    asked.push(path);
    return undefined;
  };
  const { tenants } = parseConfig(text, { file: 'config.yaml', platforms, env: {}, inspectFile });
  expect(tenants).not.toEqual([]);

  const mounted = (volume: string) =>
    container.volumeMounts.filter(({ name }) => name === volume).map(({ mountPath }) => mountPath);
  const config =
    container.args.find((argument) => argument.startsWith('--config.file='))?.split('=')[1] ?? '';
  expect(mounted('config')).toEqual([dirname(config)]);
  expect(basename(config)).toBe('config.yaml');
  expect(asked.filter((path) => path.startsWith('/run')).map(dirname)).toEqual(mounted('secrets'));
  expect(pod.spec.volumes.map(({ name }) => name)).toEqual(container.volumeMounts.map(({ name }) => name));
});

it('leads from the monitor to the service to the pod', () => {
  const { selector, ports } = ofKind('Service', service).spec;
  expect(pod.metadata.labels).toMatchObject(ofKind('Deployment', deployment).spec.selector.matchLabels);
  expect(pod.metadata.labels).toMatchObject(selector);
  expect(ports[0].targetPort).toBe(container.ports[0].name);
  const { spec } = ofKind('ServiceMonitor', monitor);
  expect(spec.endpoints[0].port).toBe(ports[0].name);
  const named = documents.map((document) => kinds.parse(document));
  expect(named.find(({ kind }) => kind === 'Service')?.metadata.labels).toMatchObject(
    spec.selector.matchLabels,
  );
  expect(new Set(named.map(({ metadata }) => metadata.name)).size).toBe(1);
});

it('are those that the chart renders; run npm run generate:kubernetes', () => {
  expect(/sha256 ([0-9a-f]{64})/.exec(manifests)?.[1]).toBe(sourceHash());
});

it('come from a chart whose schema and README describe every value; run npm run generate', () => {
  for (const [file, content] of Object.entries(chartFiles()))
    expect([file, readFileSync(join(CHART, file), 'utf8')]).toEqual([file, content]);
  const undescribed = chartFiles()['README.md']?.match(/^\| `[^`]+` \|\s*\|/gm);
  expect(undescribed).toBeNull();
});

it('have a chart of the version that package.json has', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const chart = parseDocument(readFileSync(join(CHART, 'Chart.yaml'), 'utf8')).toJS();
  expect([chart.version, chart.appVersion]).toEqual([version, version]);
});
