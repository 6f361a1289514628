import type { TenantSnapshot } from '../../signals/index.ts';
import { headOf, rowsOf } from './rows.ts';
import { rowKey } from './shared/key.js';

/**
 * What has changed from one look at the tenants to the next, as ready JSON that all viewers share: a tenant is only
 * looked at when its snapshot is another one, and only the rows that differ are told.
 */
export interface Changes {
  /** The tenants' updates since the last look, as a JSON array; undefined when nothing has changed. */
  advance(snapshots: readonly TenantSnapshot[]): string | undefined;
  /** Everything as of the last look. */
  whole(): string;
  /** The tenants there are, as a JSON array of names. */
  order(): string;
}

interface Known {
  readonly snapshot: TenantSnapshot;
  readonly head: string;
  /** JSON of each row, by its key. */
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
      known = new Map(snapshots.map((snapshot) => [snapshot.tenant.name, know(snapshot, before)]));
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

function know(snapshot: TenantSnapshot, before: ReadonlyMap<string, Known>): Known {
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

/** A `TenantUpdate` as JSON. */
function difference(now: Known, before?: Known): string {
  const rows = [...now.rows].filter(([key, text]) => before?.rows.get(key) !== text).map(([, text]) => text);
  const gone = [...(before?.rows.keys() ?? [])].filter((key) => !now.rows.has(key));
  return `{"head":${now.head},"isWhole":${!before},"rows":[${rows}],"gone":${JSON.stringify(gone)}}`;
}
