import type { TenantSnapshot } from '../../signals/index.ts';
import { headOf, rowsOf } from './rows.ts';
import { rowKey } from './shared/key.js';

/**
 * Changes between consecutive snapshots, as JSON that all viewers share. A tenant is compared only when its snapshot was
 * replaced, and only rows that differ are sent.
 */
export interface Changes {
  /** Returns the updates since the last call as a JSON array; undefined when nothing changed. */
  advance(snapshots: readonly TenantSnapshot[]): string | undefined;
  /** Complete updates of all tenants, as of the last call of `advance`. */
  whole(): string;
  /** Names of all tenants as a JSON array. */
  order(): string;
}

interface Known {
  readonly snapshot: TenantSnapshot;
  readonly head: string;
  /** JSON of each row by its key. */
  readonly rows: ReadonlyMap<string, string>;
}

export function createChanges(): Changes {
  let known: ReadonlyMap<string, Known> = new Map();
  let wholeText: string | undefined;

  return {
    advance: (snapshots) => {
      const before = known;
      const isSame = ({ tenant }: TenantSnapshot, index: number) => [...before.keys()][index] === tenant.name;
      const isSameOrder = snapshots.length === before.size && snapshots.every(isSame);
      known = new Map(snapshots.map((snapshot) => [snapshot.tenant.name, update(snapshot, before)]));
      const changed = [...known].filter(([name, state]) => state !== before.get(name));
      if (isSameOrder && changed.length === 0) return undefined;
      wholeText = undefined;
      return `[${changed.map(([name, state]) => difference(state, before.get(name))).join()}]`;
    },
    whole: () => {
      wholeText ??= `[${[...known.values()].map((state) => difference(state)).join()}]`;
      return wholeText;
    },
    order: () => JSON.stringify([...known.keys()]),
  };
}

function update(snapshot: TenantSnapshot, before: ReadonlyMap<string, Known>): Known {
  const name = snapshot.tenant.name;
  const last = before.get(name);
  if (last?.snapshot === snapshot) return last;
  const rows = rowsOf(snapshot);
  return {
    snapshot,
    head: JSON.stringify(headOf(snapshot)),
    rows: new Map(rows.map((row) => [rowKey(row), JSON.stringify(row)])),
  };
}

/** A `TenantUpdate` as JSON: complete without `before`. */
function difference(now: Known, before?: Known): string {
  const rows = [...now.rows].filter(([key, text]) => before?.rows.get(key) !== text).map(([, text]) => text);
  const gone = [...(before?.rows.keys() ?? [])].filter((key) => !now.rows.has(key));
  return `{"head":${now.head},"isWhole":${!before},"rows":[${rows}],"gone":${JSON.stringify(gone)}}`;
}
