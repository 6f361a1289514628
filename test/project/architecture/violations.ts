import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { parseAst } from 'vitest/node';
import { type Ability, MODULES, type ModuleRule, NEVER_IN_APP } from './rules.ts';

export interface SourceFile {
  /** Below the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  readonly file: string;
  /** A path below the root, or the name of a package or of a Node.js module. */
  readonly target: string;
  readonly typeOnly: boolean;
  /** `process.getBuiltinModule`, which reads no property of the module. */
  readonly isLean?: boolean;
}

/** Node.js modules by what they reach. Those that only compute may be used everywhere. */
const NODE_MODULES: Readonly<Record<string, Ability | 'nothing'>> = {
  'node:fs': 'files',
  'node:fs/promises': 'files',
  'node:readline': 'files',
  'node:http': 'network',
  'node:https': 'network',
  'node:net': 'network',
  'node:tls': 'network',
  'node:dns': 'network',
  'node:dns/promises': 'network',
  'node:timers/promises': 'clock',
  'node:perf_hooks': 'clock',
  'node:os': 'process',
  'node:child_process': 'process',
  'node:worker_threads': 'process',
  'node:async_hooks': 'process',
  'node:v8': 'process',
  'node:buffer': 'nothing',
  'node:crypto': 'nothing',
  'node:events': 'nothing',
  'node:module': 'nothing',
  'node:path': 'nothing',
  'node:stream': 'nothing',
  'node:stream/promises': 'nothing',
  'node:url': 'nothing',
  'node:util': 'nothing',
  'node:zlib': 'nothing',
};

const GLOBALS: Readonly<Record<string, Ability>> = {
  'Date.now': 'clock',
  'new Date()': 'clock',
  performance: 'clock',
  setTimeout: 'clock',
  setInterval: 'clock',
  setImmediate: 'clock',
  fetch: 'network',
  WebSocket: 'network',
  process: 'process',
  console: 'process',
};

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

function visit(
  node: Node,
  parent: Node | undefined,
  seen: (node: Node, parent: Node | undefined) => void,
): void {
  seen(node, parent);
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, node, seen);
}

/** The parser's own types list every kind of node; the checks read a few properties of any. */
const treeOf = ({ path, text }: SourceFile) =>
  parseAst(text, { lang: path.endsWith('.ts') ? 'ts' : 'js' }) as unknown as Node;

/** `node:http` in `process.getBuiltinModule('node:http')`. */
function builtinOf({ type, callee, arguments: given }: Node): string | undefined {
  const method = isNode(callee) && isNode(callee.property) ? callee.property.name : undefined;
  if (type !== 'CallExpression' || method !== 'getBuiltinModule') return undefined;
  const [name] = given as readonly { readonly value?: unknown }[];
  return typeof name?.value === 'string' ? name.value : 'a computed module';
}

/** Every import of a file: static, dynamic, of types, what it re-exports, and modules of Node.js that it gets without. */
export function importsOf(file: SourceFile): readonly Import[] {
  const imports: Import[] = [];
  visit(treeOf(file), undefined, (node) => {
    const builtin = builtinOf(node);
    if (builtin !== undefined)
      imports.push({ file: file.path, target: builtin, typeOnly: false, isLean: true });
    if (!/^(Import|Export\w+)Declaration$|^ImportExpression$|^TSImportType$/.test(node.type)) return;
    const source = (node.source ?? node.argument) as { readonly value?: unknown } | null | undefined;
    if (typeof source?.value !== 'string') return;
    const specifiers = (node.specifiers ?? []) as readonly Node[];
    const kinds = [node, ...specifiers].map((each) => each.importKind ?? each.exportKind);
    const typeOnly =
      node.type === 'TSImportType' ||
      kinds[0] === 'type' ||
      (specifiers.length > 0 && kinds.slice(1).every((kind) => kind === 'type'));
    const target = source.value.startsWith('.')
      ? normalize(join(dirname(file.path), source.value)).replaceAll('\\', '/')
      : source.value;
    imports.push({ file: file.path, target, typeOnly });
  });
  return imports;
}

/** What of the runtime a file reaches without an import. */
function globalsOf(file: SourceFile): ReadonlySet<string> {
  const found = new Set<string>();
  visit(treeOf(file), undefined, (node, parent) => {
    const name = (value: unknown) => (isNode(value) && value.type === 'Identifier' ? value.name : undefined);
    if (node.type === 'MemberExpression' && name(node.object) === 'Date' && name(node.property) === 'now')
      found.add('Date.now');
    if (
      node.type === 'NewExpression' &&
      name(node.callee) === 'Date' &&
      (node.arguments as unknown[]).length === 0
    )
      found.add('new Date()');
    if (node.type !== 'Identifier' || !(String(node.name) in GLOBALS)) return;
    const isMember =
      parent?.type === 'MemberExpression' && parent.property === node && parent.computed !== true;
    const isKey = parent !== undefined && 'key' in parent && parent.key === node;
    if (!isMember && !isKey) found.add(String(node.name));
  });
  return found;
}

export const moduleOf = (path: string) => /^src\/([^/]+)\//.exec(path)?.[1];

function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The vendor and the API that a file of `platforms` belongs to; `shared` where it is for all of them. */
function adapterOf(path: string): { readonly vendor: string; readonly api: string } | undefined {
  const [, vendor, api] = /^src\/platforms\/([^/]+)\/(?:([^/]+)\/)?/.exec(path) ?? [];
  return vendor === undefined ? undefined : { vendor, api: api ?? 'shared' };
}

function importProblem(
  rule: ModuleRule,
  module: string,
  { file, target, typeOnly }: Import,
): string | undefined {
  if (target.startsWith('src/')) {
    const other = moduleOf(target) ?? target;
    if (other === module) return adapterProblem(file, target);
    if (rule.imports === 'any' ? NEVER_IN_APP.includes(other) : !rule.imports.includes(other))
      if (!(typeOnly && rule.types?.includes(other))) return `imports ${other}`;
    // A browser loads a JavaScript file as it is, and cannot load the index, which is TypeScript.
    const isEntry = target === `src/${other}/index.ts` || /^src\/domain\/[^/]+\.js$/.test(target);
    return isEntry ? undefined : `enters ${other} past its index`;
  }
  if (target.startsWith('node:') || builtinModules.includes(target)) {
    const ability = NODE_MODULES[target];
    if (ability === undefined) return `uses ${target}, which has no rule`;
    return ability === 'nothing' || rule.may?.includes(ability) ? undefined : `uses ${target} (${ability})`;
  }
  if (/^[a-z@]/.test(target)) {
    const name = packageOf(target);
    return typeOnly || rule.packages?.includes(name) ? undefined : `uses the package ${name}`;
  }
  return undefined;
}

/** An adapter knows its own API, its vendor's shared part and the part shared by all; the shared parts know no adapter. */
function adapterProblem(file: string, target: string): string | undefined {
  const [from, to] = [adapterOf(file), adapterOf(target)];
  if (!from || !to || to.vendor === 'shared') return undefined;
  if (from.vendor !== to.vendor) return `imports the adapter of another vendor: ${target}`;
  return from.api === to.api || to.api === 'shared'
    ? undefined
    : `imports another API of its vendor: ${target}`;
}

/** Everything in which a file breaks the rules of its module, in words. */
export function violationsOf(file: SourceFile): readonly string[] {
  const module = moduleOf(file.path);
  if (module === undefined) return [];
  const rule = MODULES[module];
  if (!rule) return [`${file.path}: there is no rule for the module ${module}`];
  const problems = importsOf(file).map((each) => importProblem(rule, module, each));
  for (const name of globalsOf(file)) {
    const ability = GLOBALS[name];
    if (ability && !rule.may?.includes(ability)) problems.push(`uses ${name} (${ability})`);
  }
  for (const [what, pattern] of Object.entries(rule.never ?? {}))
    if (pattern.test(file.text)) problems.push(`contains ${what}: ${pattern.exec(file.text)?.[0]}`);
  return problems.filter((problem) => problem !== undefined).map((problem) => `${file.path}: ${problem}`);
}
