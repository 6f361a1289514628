/** @import { QueueRow } from './board.ts' */

/**
 * Identifies a row on the board.
 * @param {Pick<QueueRow, 'tenant' | 'id' | 'media'>} row
 */
export const rowKey = ({ tenant, id, media }) => JSON.stringify([tenant, id, media]);

/**
 * How many queues the rows are of: one has a row for each of its media, and counts once.
 * @param {readonly QueueRow[]} rows
 */
export const queuesIn = (rows) => new Set(rows.map(({ tenant, id }) => JSON.stringify([tenant, id]))).size;
