/** @import { QueueRow } from './board.ts' */

/**
 * Identifies a row on the board.
 * @param {Pick<QueueRow, 'tenant' | 'id' | 'media'>} row
 */
export const rowKey = ({ tenant, id, media }) => JSON.stringify([tenant, id, media]);

/**
 * Number of distinct queues; a queue may have several rows, one for each medium.
 * @param {readonly QueueRow[]} rows
 */
export const queuesIn = (rows) => new Set(rows.map(({ tenant, id }) => JSON.stringify([tenant, id]))).size;
