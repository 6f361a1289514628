import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Pair,
  type YAMLMap,
} from 'yaml';
import type { ConfigPath } from '../validation/config-error.ts';
import { type Environment, expandEnvironment } from '../validation/environment.ts';

/** Position of a value, in characters from the start of the file. */
export interface Place {
  readonly key?: number | undefined;
  readonly value: number;
  /** The text as written, where it refers to the environment. */
  readonly reference?: string;
}

export interface TreeProblem {
  readonly offset: number;
  readonly path: ConfigPath;
  readonly message: string;
}

export interface PlainTree {
  /** Undefined when aliases expand without end. */
  readonly value: unknown;
  placeOf(path: ConfigPath): Place | undefined;
  readonly problems: readonly TreeProblem[];
  /** The path of the key at this position. */
  pathOfKey(offset: number): ConfigPath | undefined;
}

const TOO_DEEP = 'is nested too deeply; write it flatter';

/** Far more than any configuration has: aliases of aliases can expand a small file without limit. */
const MAX_NODES = 200_000;

/** Levels of lists and mappings; no configuration has ten. The paths of deeper values would take memory without limit. */
const MAX_LEVELS = 64;

const MERGE_KEY = '<<';

/** The document as plain values: `${NAME}` expanded, anchors and merge keys (`<<`) resolved. */
export function readTree(document: Document, environment: Environment): PlainTree {
  const places = new Map<string, Place>();
  const keys = new Map<number, ConfigPath>();
  const problems: TreeProblem[] = [];
  const open = new Set<unknown>();
  let nodes = 0;

  function read(node: unknown, path: ConfigPath, key?: number): unknown {
    if (isAlias(node)) return read(resolve(node, path), path, key ?? startOf(node));
    const place = { key, value: startOf(node) ?? key ?? 0 };
    if (path.length > MAX_LEVELS) {
      problems.push({ offset: place.value, path: path.slice(0, 2), message: TOO_DEEP });
      return undefined;
    }
    nodes++;
    if (open.has(node) || nodes === MAX_NODES) {
      problems.push({
        offset: key ?? place.value,
        path,
        message: 'refers to itself, or expands to too many values; write it out',
      });
    }
    if (open.has(node) || nodes >= MAX_NODES) return undefined;
    places.set(placeKey(path), place);
    if (key !== undefined) keys.set(key, path);
    if (isScalar(node)) return readScalar(node.value, path, place);
    if (!isMap(node) && !isSeq(node)) return null;
    open.add(node);
    const value = isMap(node)
      ? readMap(node, path)
      : node.items.map((item, index) => read(item, [...path, index]));
    open.delete(node);
    places.set(placeKey(path), place);
    return value;
  }

  function resolve(alias: Alias, path: ConfigPath): unknown {
    const target = alias.resolve(document);
    if (target === undefined) {
      const message = 'starts with * but no anchor before it has this name; put the text in quotes';
      problems.push({ offset: startOf(alias) ?? 0, path, message });
    }
    return target;
  }

  function readScalar(value: unknown, path: ConfigPath, place: Place): unknown {
    if (typeof value !== 'string') return value;
    const expansion = expandEnvironment(value, environment);
    if (expansion.expanded) places.set(placeKey(path), { ...place, reference: value });
    for (const message of expansion.problems) problems.push({ offset: place.value, path, message });
    return expansion.text;
  }

  function readMap(map: YAMLMap, path: ConfigPath): Record<string, unknown> {
    const merged = map.items.filter(isMerge).flatMap(({ value }) => readMerge(value, path));
    const own = map.items
      .filter((pair) => !isMerge(pair))
      .map(({ key, value }): [string, unknown] => {
        const name = isScalar(key) ? String(key.value) : '?';
        return [name, read(value, [...path, name], startOf(key))];
      });
    // The first of several merged mappings takes precedence, and the mapping's own keys over all of them.
    return Object.fromEntries([...merged.reverse().flatMap(Object.entries), ...own]);
  }

  function readMerge(node: unknown, path: ConfigPath): object[] {
    const target = isAlias(node) ? resolve(node, path) : node;
    if (isSeq(target)) return target.items.flatMap((item) => readMerge(item, path));
    const value = isMap(target) ? read(target, path) : undefined;
    if (typeof value === 'object' && value !== null) return [value];
    if (target !== undefined && !isMap(target)) {
      problems.push({
        offset: startOf(node) ?? 0,
        path,
        message: '<< only merges mappings; give it an alias of one',
      });
    }
    return [];
  }

  const value = read(document.contents, []);
  return {
    value: nodes < MAX_NODES ? value : undefined,
    problems,
    placeOf: (path) => places.get(placeKey(path)),
    pathOfKey: (offset) => keys.get(offset),
  };
}

function placeKey(path: ConfigPath): string {
  return JSON.stringify(path);
}

function isMerge({ key }: Pair): boolean {
  return isScalar(key) && key.value === MERGE_KEY && key.type === 'PLAIN';
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
