import { globSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MODULES } from './rules.ts';
import { importsOf, moduleOf, type SourceFile, violationsOf } from './violations.ts';

/** What a newcomer takes in at a glance. */
const MAX_FILES_IN_A_FOLDER = 16;
/** Lines of an entry point that fit on a screen. */
const MAX_INDEX_LINES = 90;

/**
 * An import reads every property of a module of Node.js. Some of node:http load fetch and WebSocket, 12 MiB; one of node:tls
 * is the list of root certificates, 2 MiB. `process.getBuiltinModule` reads none.
 */
const COSTLY_IMPORTS: readonly string[] = ['node:http', 'node:tls'];
const NOT_OF_THE_SERVICE = /^src\/(?:simulator|cli)\//;

const paths = globSync('src/**/*.{ts,js}').map((path) => path.replaceAll('\\', '/'));
// What runs in the browser has the browser's globals; its own type check covers it.
const files: readonly SourceFile[] = paths
  .filter((path) => !path.startsWith('src/server/wallboard/browser/'))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

/** One violation of each row of the table, which the check must find. */
const EXAMPLES: readonly (readonly [path: string, text: string, problem: string])[] = [
  ['src/domain/x.ts', 'export const at = Date.now();', 'uses Date.now (clock)'],
  ['src/domain/x.ts', "import '../signals/index.ts';", 'imports signals'],
  ['src/domain/x.ts', '/** As Genesys counts them. */', 'contains a vendor’s name: Genesys'],
  ['src/async/x.ts', "import '../domain/index.ts';", 'imports domain'],
  ['src/settings/x.ts', "import { readFile } from 'node:fs/promises';", 'uses node:fs/promises (files)'],
  ['src/logging/x.ts', "import '../polling/index.ts';", 'imports polling'],
  ['src/vendor-http/x.ts', "import '../config/index.ts';", 'imports config'],
  ['src/vendor-http/x.ts', "const path = '/api/v2/health';", "contains a vendor’s path: '/api/v2"],
  [
    'src/platforms/cxone/acd/x.ts',
    "import '../v2/pages.ts';",
    'imports another API of its vendor: src/platforms/cxone/v2/pages.ts',
  ],
  [
    'src/platforms/cxone/acd/x.ts',
    "import '../../genesys/shared/media.ts';",
    'imports the adapter of another vendor: src/platforms/genesys/shared/media.ts',
  ],
  [
    'src/platforms/cxone/acd/x.ts',
    "const name = 'contact_center_queue_agents';",
    'contains a metric name: contact_center_q',
  ],
  ['src/plan/x.ts', "import '../polling/index.ts';", 'imports polling'],
  ['src/polling/x.ts', "import { request } from 'node:http';", 'uses node:http (network)'],
  ['src/exposition/x.ts', "process.getBuiltinModule('node:http');", 'uses node:http (network)'],
  ['src/polling/x.ts', "import '../platforms/index.ts';", 'imports platforms'],
  ['src/cluster/x.ts', "import '../metrics/index.ts';", 'imports metrics'],
  ['src/signals/x.ts', "import { readFileSync } from 'node:fs';", 'uses node:fs (files)'],
  ['src/signals/x.ts', 'export const at = performance.now();', 'uses performance (clock)'],
  ['src/prediction/x.ts', "export const page = fetch('http://localhost');", 'uses fetch (network)'],
  ['src/metrics/x.ts', "import '../exposition/index.ts';", 'imports exposition'],
  ['src/exposition/x.ts', "import express from 'express';", 'uses the package express'],
  ['src/server/x.ts', "import '../polling/index.ts';", 'imports polling'],
  ['src/analytics-api/x.ts', "import '../polling/index.ts';", 'imports polling'],
  ['src/queue-routing/x.ts', "import { request } from 'undici';", 'uses the package undici'],
  ['src/backtest/x.ts', "import '../polling/index.ts';", 'imports polling'],
  ['src/simulator/x.ts', "import '../platforms/index.ts';", 'imports platforms'],
  ['src/config/x.ts', "import { createApp } from '../server/index.ts';", 'imports server'],
  ['src/app/x.ts', "import '../cli/index.ts';", 'imports cli'],
  ['src/cli/x.ts', "import '../vendor-http/index.ts';", 'imports vendor-http'],
];

describe('architecture', () => {
  it('has a rule for every module', () => {
    expect([...new Set(paths.map(moduleOf))].filter((module) => module && !(module in MODULES))).toEqual([]);
  });

  it('finds no violation in any file', () => {
    expect(files.length).toBeGreaterThan(300);
    expect(files.flatMap(violationsOf)).toEqual([]);
  });

  it.each(EXAMPLES)('detects that %s breaks its rule with %s', (path, text, problem) => {
    expect(violationsOf({ path, text })).toEqual([`${path}: ${problem}`]);
  });

  it('shows a violation of every row of the table', () => {
    expect(
      Object.keys(MODULES).filter((module) => !EXAMPLES.some(([path]) => moduleOf(path) === module)),
    ).toEqual([]);
  });

  it('lets app load the simulator for the demo alone', () => {
    const loads = files.flatMap(importsOf).filter(({ target }) => target.startsWith('src/simulator/'));
    const outside = loads.filter(({ file, typeOnly }) => moduleOf(file) === 'app' && !typeOnly);
    expect([...new Set(outside.map(({ file }) => file))]).toEqual(['src/app/demo.ts']);
  });

  it('lets no command but queue apply write to a platform', () => {
    const holding = (text: string) =>
      files
        .filter((file) => /^src\/(cli|app)\//.test(file.path) && file.text.includes(text))
        .map(({ path }) => path);
    expect(holding('createVendorClient(')).toEqual(['src/app/tenants/connect-tenant.ts']);
    expect(holding('mayWrite: true')).toEqual(['src/cli/commands/queue/apply.ts']);
  });

  it('loads no part of Node.js into the service for a property that is never read', () => {
    const costly = files
      .flatMap(importsOf)
      .filter(({ target, typeOnly, isLean }) => COSTLY_IMPORTS.includes(target) && !typeOnly && !isLean)
      .filter(({ file }) => !NOT_OF_THE_SERVICE.test(file));
    expect(costly).toEqual([]);
    expect(importsOf({ path: 'src/app/x.ts', text: "process.getBuiltinModule('node:http');" })).toMatchObject(
      [{ target: 'node:http', isLean: true }],
    );
  });

  it('has no import cycles', () => {
    const targets = Map.groupBy(files.flatMap(importsOf), ({ file }) => file);
    const cycles: string[] = [];
    const done = new Set<string>();
    const follow = (file: string, path: readonly string[]) => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      else if (!done.has(file)) {
        for (const { target } of targets.get(file) ?? []) follow(target, [...path, file]);
        done.add(file);
      }
    };
    for (const { path } of files) follow(path, []);
    expect(cycles).toEqual([]);
  });

  it('keeps folders and entry points small enough to take in', () => {
    const folders = new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/'))));
    const count = (folder: string) =>
      readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile()).length;
    expect([...folders].filter((folder) => count(folder) > MAX_FILES_IN_A_FOLDER)).toEqual([]);
    const indexes = files.filter(({ path }) => path.endsWith('/index.ts'));
    expect(
      indexes.filter(({ text }) => text.split('\n').length > MAX_INDEX_LINES).map(({ path }) => path),
    ).toEqual([]);
  });
});
