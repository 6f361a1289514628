import { settingKey } from '../../config/index.ts';
import type { Difference } from '../../queue-routing/index.ts';
import type { Paint } from './terminal.ts';

/** Differences as text lines: a value as `before -> after`, a list by its added, removed and changed entries. */
export function differenceLines(differences: readonly Difference[], paint: Paint): readonly string[] {
  const keys = differences.map(({ field }) => settingKey(field));
  const width = Math.max(0, ...keys.map((key) => key.length));
  return differences.flatMap(({ before, after }, index) => {
    const [first = '', ...more] = changes(before, after, paint);
    return [
      `${(keys[index] ?? '').padEnd(width)}  ${first}`,
      ...more.map((line) => `${' '.repeat(width)}  ${line}`),
    ];
  });
}

function changes(before: unknown, after: unknown, paint: Paint): readonly string[] {
  const old = entriesOf(before ?? []);
  const current = entriesOf(after);
  if (!old || !current) return [changeText(valueText(before), valueText(after), paint)];
  const removed = [...old.keys()].filter((id) => !current.has(id));
  const others = [...current].flatMap(([id, details]) => {
    const was = old.get(id);
    if (was === undefined) return [paint('green', `+ ${entryText(id, details)}`)];
    return was === details ? [] : [`~ ${id}: ${changeText(was, details, paint)}`];
  });
  return [...removed.map((id) => paint('red', `- ${entryText(id, old.get(id))}`)), ...others];
}

function changeText(before: string, after: string, paint: Paint): string {
  return `${paint('red', before)} -> ${paint('green', after)}`;
}

interface Entry {
  readonly id: string;
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}

/** Details of each entry of a list by id, such as `threshold 50`; undefined for any other value. */
function entriesOf(value: unknown): ReadonlyMap<string, string> | undefined {
  if (!Array.isArray(value) || !value.every(isEntry)) return undefined;
  return new Map(value.map(({ id, ...rest }: Entry) => [readable(id), detailsText(rest)]));
}

function detailsText(details: object): string {
  return Object.entries(details)
    .map(([key, value]) => `${key} ${valueText(value)}`)
    .join(', ');
}

function entryText(id: string, details: string | undefined): string {
  return details ? `${id} (${details})` : id;
}

/** Text without its quotes, everything else as JSON. */
function valueText(value: unknown): string {
  if (value === undefined) return '(not set)';
  return readable(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Replaces control characters: a platform's text must not move the cursor. */
function readable(text: string): string {
  return text.replace(/\p{C}/gu, '\uFFFD');
}
