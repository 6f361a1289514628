/** @import { QueueRow, TenantHead, Update } from '../shared/board.ts' */
import { currentRows } from '../shared/current.js';
import { rowKey } from '../shared/key.js';
import { quietRows } from '../shared/quiet.js';

/**
 * Data of a tenant received so far.
 * @typedef {{ head: TenantHead, rows: Map<string, QueueRow>, quiet: ReadonlySet<string> }} Tenant
 */

export function createBoard() {
  /** @type {Map<string, Tenant>} */
  let tenants = new Map();

  return {
    /**
     * Applies an update.
     * @param {Update} update
     * @returns {QueueRow[]} queues that entered a breach
     */
    apply({ order, tenants: updates }) {
      /** @type {QueueRow[]} */
      const breached = [];
      for (const { head, isWhole, rows, gone } of updates) {
        const known = isWhole ? undefined : tenants.get(head.name)?.rows;
        const next = known ?? new Map();
        for (const key of gone) next.delete(key);
        for (const row of rows) {
          const key = rowKey(row);
          if (row.breached && next.get(key)?.breached === false) breached.push(row);
          next.set(key, row);
        }
        tenants.set(head.name, { head, rows: next, quiet: quietRows(next.values()) });
      }
      tenants = new Map(order.flatMap((name) => pair(name, tenants.get(name))));
      return breached;
    },
    heads: () => [...tenants.values()].map(({ head }) => head),
    /**
     * Each tenant with the current values of its queues.
     * @param {number} now Unix seconds
     */
    tenants: (now) =>
      [...tenants.values()].map(({ head, rows }) => ({
        head,
        rows: currentRows(head, [...rows.values()], now),
      })),
    /** @param {QueueRow} row */
    isQuiet: (row) => tenants.get(row.tenant)?.quiet.has(rowKey(row)) ?? false,
  };
}

/**
 * @param {string} name
 * @param {Tenant | undefined} tenant
 * @returns {[string, Tenant][]}
 */
const pair = (name, tenant) => (tenant ? [[name, tenant]] : []);
