import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The walls of the house: CONTRIBUTING.md draws the same picture. Each room and the rooms it may import. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  'vendor-http': ['domain'],
  platforms: ['domain', 'vendor-http'],
  polling: ['domain'],
  'queue-routing': ['domain'],
  signals: ['domain'],
  prediction: ['signals', 'domain'],
  metrics: ['domain', 'signals'],
  exposition: ['metrics', 'signals', 'domain'],
  'analytics-api': ['signals', 'domain'],
  server: ['exposition', 'analytics-api', 'metrics', 'signals', 'domain'],
  simulator: ['domain'],
  backtest: ['signals', 'domain'],
};

/** Rooms that are put together at the top and may import any. */
const TOP = ['config', 'cli'];

/** npm packages that one room alone may use, so that they stay replaceable. */
const OWNED_PACKAGES: Readonly<Record<string, string>> = {
  undici: 'vendor-http',
  'p-retry': 'vendor-http',
  'prom-client': 'exposition',
  redis: 'analytics-api',
};

interface Import {
  readonly file: string;
  readonly room: string;
  /** A path below src, or the name of a package. */
  readonly target: string;
}

const files = globSync('src/**/*.{ts,js}').map((file) => file.replaceAll('\\', '/'));
const roomOf = (path: string) => path.split('/')[1] ?? '';

const imports: readonly Import[] = files.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    ([, specifier = '']) => ({
      file,
      room: roomOf(file),
      target: specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier,
    }),
  ),
);
const internal = imports.filter(({ target }) => target.startsWith('src/'));
const external = imports.filter(({ target }) => !target.startsWith('src/'));
const asText = (list: readonly Import[]) => list.map(({ file, target }) => `${file} -> ${target}`);

describe('architecture', () => {
  it('has a rule for every room', () => {
    const rooms = new Set(files.map(roomOf));
    expect([...rooms].filter((room) => !(room in MAY_IMPORT) && !TOP.includes(room))).toEqual([]);
    expect(internal.length).toBeGreaterThan(50);
  });

  it('lets a room import only the rooms upstream of it', () => {
    const allowed = ({ room, target }: Import) =>
      TOP.includes(room) || roomOf(target) === room || MAY_IMPORT[room]?.includes(roomOf(target));
    expect(asText(internal.filter((each) => !allowed(each)))).toEqual([]);
  });

  it('enters a room by its index', () => {
    // A browser loads single files: what the wallboard shares with it is JavaScript.
    const isShared = (target: string) => /^src\/domain\/[^/]+\.js$/.test(target);
    const throughTheDoor = ({ room, target }: Import) =>
      roomOf(target) === room || target === `src/${roomOf(target)}/index.ts` || isShared(target);
    expect(asText(internal.filter((each) => !throughTheDoor(each)))).toEqual([]);
  });

  it('keeps the platforms from knowing each other', () => {
    // Folders such as `cxone-v2` are one API each; those without a dash hold what a vendor's APIs share.
    const api = (path: string) => /^src\/platforms\/([^/]+-[^/]+)\//.exec(path)?.[1];
    const acrossApis = ({ file, target }: Import) => api(file) && api(target) && api(file) !== api(target);
    expect(asText(internal.filter(acrossApis))).toEqual([]);
  });

  it('keeps each owned package in its room', () => {
    const strayed = ({ room, target }: Import) => target in OWNED_PACKAGES && OWNED_PACKAGES[target] !== room;
    expect(asText(external.filter(strayed))).toEqual([]);
  });

  it('keeps the pure rooms free of input and output', () => {
    const pure = ['domain', 'signals', 'metrics', 'queue-routing'];
    expect(asText(external.filter(({ room }) => pure.includes(room)))).toEqual([]);
  });

  it('lets no command but queue apply write to a platform', () => {
    const holding = (text: string) =>
      files.filter((file) => file.startsWith('src/cli/') && readFileSync(file, 'utf8').includes(text));
    expect(holding('createVendorClient(')).toEqual(['src/cli/connect-tenant.ts']);
    expect(holding('mayWrite: true')).toEqual(['src/cli/queue-apply.ts']);
  });

  it('has no circles', () => {
    const targets = Map.groupBy(internal, ({ file }) => file);
    const circles: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]) => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      else if (!done.has(file)) {
        for (const { target } of targets.get(file) ?? []) visit(target, [...path, file]);
        done.add(file);
      }
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });
});
