import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { parseSettings } from '../../alerts/generator/settings.ts';
import { commands } from '../../src/cli/args/commands.ts';
import { environmentName } from '../../src/cli/args/flags.ts';
import { loadDesiredState, loadWebConfig, parseConfig } from '../../src/config/index.ts';
import { loadRoles } from '../../src/config/web/roles.ts';
import { platforms } from '../../src/platforms/index.ts';
import { createAuthority } from '../support/certificates.ts';
import { type CodeBlock, codeBlocks } from './code-blocks.ts';

/** Every YAML block of the pages, read by what reads such a file: as it is, or as a part of a complete file. */

const blocks = codeBlocks('yaml').map((block) => ({ ...block, keys: Object.keys(parse(block.text)) }));

/** A complete tenant, to which a block of a page may add a key. */
const TENANT = {
  name: 'acme',
  platform: 'cxone',
  api: 'v2',
  base_url: 'https://example.com',
  oauth: { client_id: 'id', client_secret: 'secret' },
};

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yaml-blocks-'));
  const { cert, key } = await (await createAuthority(folder)).issue('server', 'DNS:exporter.example');
  expect([cert, key]).toEqual([join(folder, 'server.pem'), join(folder, 'server.key')]);
  writeFileSync(join(folder, 'server.crt'), readFileSync(cert));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, 'block.yaml');
  writeFileSync(path, text);
  return path;
}

/** Sections of the file; other keys of a block are those of a tenant. */
const SECTIONS = [
  'tenants',
  'polling',
  'service_level',
  'prediction',
  'exposition',
  'desired_state',
  'cache',
  'cluster',
];

/** The configuration, with what a part of one leaves out. */
function checkConfiguration({ text }: CodeBlock): void {
  const env = Object.fromEntries((text.match(/(?<=\$\{)\w+(?=\})/g) ?? []).map((name) => [name, 'value']));
  const options = { file: 'config.yaml', platforms, env, inspectFile: () => undefined };
  const written = Object.entries<unknown>(parse(text));
  const part = Object.fromEntries(written.filter(([key]) => !SECTIONS.includes(key)));
  const { tenants: listed, ...others } = Object.fromEntries(
    written.filter(([key]) => SECTIONS.includes(key)),
  );
  const tenants: readonly object[] = Array.isArray(listed) ? listed : [part];
  const isComplete = (tenant: object) => 'platform' in tenant;
  // As it is where it is complete, so that comments and notation are those of the page.
  const whole = tenants.every(isComplete)
    ? text
    : stringify({
        ...others,
        tenants: tenants.map((tenant) => (isComplete(tenant) ? tenant : { ...TENANT, ...tenant })),
      });
  expect(parseConfig(whole, options).tenants).not.toEqual([]);
}

function checkPrometheus({ text }: CodeBlock): void {
  execFileSync('promtool', ['check', 'config', '--syntax-only', file(text)], { stdio: 'pipe' });
}

async function checkWebConfig({ text }: CodeBlock): Promise<void> {
  const checks = { bcryptProblem: () => undefined, tlsProblem: () => undefined };
  expect((await loadWebConfig(file(text), checks)).config).toBeDefined();
}

async function checkRoles({ text }: CodeBlock): Promise<void> {
  expect((await loadRoles(file(text))).size).toBeGreaterThan(0);
}

async function checkDesiredState({ text }: CodeBlock): Promise<void> {
  expect(await loadDesiredState(file(text), {})).toBeDefined();
}

/** A part of an object of Kubernetes: `npm run test:chart` checks whole ones. Its variables are the exporter's. */
function checkKubernetes({ text }: CodeBlock): void {
  const known = Object.values(commands).flatMap(({ flags }) => Object.keys(flags).map(environmentName));
  const variables = text.match(/(?<=name: )CCE_\w+/g) ?? [];
  expect(variables.filter((name) => !known.includes(name))).toEqual([]);
  expect(parse(text)).toMatchObject({ kind: expect.any(String) });
}

function checkChartValues({ text }: CodeBlock): void {
  const schema = JSON.parse(readFileSync('charts/contact-center-exporter/values.schema.json', 'utf8'));
  const { config, ...values } = parse(text);
  z.fromJSONSchema(schema).parse(values);
  if (config) checkConfiguration({ file: '', language: 'yaml', text: stringify(config) });
}

/** A part of alerts/settings.yaml. */
function checkAlertSettings({ text }: CodeBlock): void {
  const whole = parse(readFileSync('alerts/settings.yaml', 'utf8'));
  expect(parseSettings(stringify({ ...whole, ...parse(text) }), 'settings.yaml')).toBeDefined();
}

/** By a key that only such a file has. */
const CHECKERS: readonly (readonly [string, (block: CodeBlock) => void | Promise<void>])[] = [
  ['image', checkChartValues],
  ['scrape_configs', checkPrometheus],
  ['tls_server_config', checkWebConfig],
  ['http_server_config', checkWebConfig],
  ['users', checkRoles],
  ['tenant', checkDesiredState],
  ['kind', checkKubernetes],
  ['thresholds', checkAlertSettings],
];

describe('the YAML blocks of the pages', () => {
  it('are there', () => {
    expect(blocks.length).toBeGreaterThan(10);
  });

  it.each(
    blocks.map((block, index) => [`${block.file} ${index + 1}: ${block.keys.join(', ')}`, block] as const),
  )('%s is valid', async (_, block) => {
    const checker = CHECKERS.find(([key]) => block.keys.includes(key))?.[1] ?? checkConfiguration;
    await checker(block);
  });
});

describe('the stated versions', () => {
  it('name a Prometheus that is not newer than the one of the tests', () => {
    const stated = /Prometheus (\d+)\.(\d+) or newer/.exec(readFileSync('docs/getting-started.md', 'utf8'));
    const text = execFileSync('promtool', ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const installed = /version (\d+)\.(\d+)/.exec(text);
    const number = (found: RegExpExecArray | null) => Number(found?.[1]) * 1000 + Number(found?.[2]);
    expect(number(stated)).toBeLessThanOrEqual(number(installed));
  });

  it('name the same Grafana on every page, not newer than the one of compose.yaml', () => {
    const versions = ['docs/getting-started.md', 'grafana/README.md'].map(
      (page) => /Grafana (?:of your own \()?(\d+) or (?:newer|later)/.exec(readFileSync(page, 'utf8'))?.[1],
    );
    const [, composed] = /grafana\/grafana:(\d+)\./.exec(readFileSync('compose.yaml', 'utf8')) ?? [];
    expect(new Set(versions).size).toBe(1);
    expect(Number(versions[0])).toBeLessThanOrEqual(Number(composed));
  });
});

describe('getting started', () => {
  it('names every permission that a collector needs', () => {
    const page = readFileSync('docs/getting-started.md', 'utf8');
    for (const { permissions } of platforms)
      for (const permission of Object.values(permissions ?? {}))
        for (const part of permission.split(/ of the |, for the role|; for agents.ids also /))
          if (/^(GET|\w+:)/.test(part)) expect(page).toContain(part);
  });
});

describe('the page about dependencies', () => {
  it('lists the packages that the exporter runs with', () => {
    const listed = readFileSync('docs/dependencies.md', 'utf8').match(/(?<=^\| `)[^`]+/gm) ?? [];
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect([...listed].sort()).toEqual(Object.keys(dependencies).sort());
  });
});
