/** @import { QueueRow, TenantHead, Update } from '../shared/board.ts' */
import { rowKey } from '../shared/key.js';

/**
 * Everything the exporter has told so far.
 * @typedef {{ head: TenantHead, rows: Map<string, QueueRow> }} Tenant
 */

export function createBoard() {
  /** @type {Map<string, Tenant>} */
  let tenants = new Map();

  return {
    /**
     * Takes in what is new.
     * @param {Update} update
     * @returns {QueueRow[]} the queues that have fallen into breach
     */
    apply({ order, tenants: updates }) {
      /** @type {QueueRow[]} */
      const fallen = [];
      for (const { head, isWhole, rows, gone } of updates) {
        const known = isWhole ? undefined : tenants.get(head.name)?.rows;
        const next = known ?? new Map();
        for (const key of gone) next.delete(key);
        for (const row of rows) {
          const key = rowKey(row);
          if (row.breached && next.get(key)?.breached === false) fallen.push(row);
          next.set(key, row);
        }
        tenants.set(head.name, { head, rows: next });
      }
      tenants = new Map(order.flatMap((name) => pair(name, tenants.get(name))));
      return fallen;
    },
    heads: () => [...tenants.values()].map(({ head }) => head),
    rows: () => [...tenants.values()].flatMap(({ rows }) => [...rows.values()]),
    /** @param {string} name */
    rowsOf: (name) => [...(tenants.get(name)?.rows.values() ?? [])],
  };
}

/**
 * @param {string} name
 * @param {Tenant | undefined} tenant
 * @returns {[string, Tenant][]}
 */
const pair = (name, tenant) => (tenant ? [[name, tenant]] : []);
