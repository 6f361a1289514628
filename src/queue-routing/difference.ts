import type { QueueRouting, RoutingSettings } from '../domain/index.ts';

/** Field of a routing configuration whose values differ. */
export interface Difference {
  /** Name of a setting, or the platform's name of another field. */
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Changes that lead to the desired settings; settings without a desired value are ignored. */
export function differences(current: RoutingSettings, desired: RoutingSettings): readonly Difference[] {
  return compare(
    current,
    desired,
    Object.keys(desired).filter((key) => fieldOf(desired, key) !== undefined),
  );
}

/** Current settings, overridden by the desired ones. */
export function withDesired(current: RoutingSettings, desired: RoutingSettings): RoutingSettings {
  const given = Object.entries(desired).filter(([, value]) => value !== undefined);
  return { ...current, ...Object.fromEntries(given) };
}

/** Differences between two readings of a queue, except the version. */
export function changesBetween(earlier: QueueRouting, later: QueueRouting): readonly Difference[] {
  return [
    ...compare(earlier.settings, later.settings, keysOf(earlier.settings, later.settings)),
    ...compare(earlier.rest, later.rest, keysOf(earlier.rest, later.rest)),
  ];
}

function compare(before: object, after: object, keys: readonly string[]): readonly Difference[] {
  return keys
    .map((field) => ({ field, before: fieldOf(before, field), after: fieldOf(after, field) }))
    .filter((each) => !isSame(each.before, each.after));
}

function keysOf(...objects: readonly object[]): readonly string[] {
  return [...new Set(objects.flatMap(Object.keys))];
}

function fieldOf(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? Reflect.get(object, key) : undefined;
}

/** Lists are compared as sets, because a platform may return skills and overflow targets in any order. */
function isSame(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${entries
    .map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`)
    .sort()
    .join()}}`;
}
