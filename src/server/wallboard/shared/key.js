/** @import { QueueRow } from './board.ts' */

/**
 * Identifies a row on the board.
 * @param {Pick<QueueRow, 'tenant' | 'id' | 'media'>} row
 */
export const rowKey = ({ tenant, id, media }) => JSON.stringify([tenant, id, media]);
