/** @import { QueueRow } from './board.ts' */
import { rowKey } from './key.js';

/**
 * Keys of the rows that are folded into their queue: media without contacts, waiting, being handled or in the window.
 * One row of each queue stays.
 * @param {Iterable<QueueRow>} rows a tenant's, with what was last known
 * @returns {ReadonlySet<string>}
 */
export function quietRows(rows) {
  /** @type {Set<string>} */
  const quiet = new Set();
  for (const media of Map.groupBy(rows, ({ id }) => id).values()) {
    if (media.length < 2) continue;
    const folded = media.filter(isQuiet);
    const kept = folded.length < media.length ? undefined : representative(media);
    for (const row of folded) if (row !== kept) quiet.add(rowKey(row));
  }
  return quiet;
}

/**
 * A platform that reports media apart counts only agents in the row of them all: they are shown with each medium.
 * @param {QueueRow} row of several of its queue
 */
function isQuiet({ media, waiting, active, answered, abandoned, breached, predicted }) {
  if (breached || predicted) return false;
  const contacts = [waiting, active, answered, abandoned].filter((figure) => figure !== undefined);
  return contacts.length === 0 ? media === 'all' : contacts.every((figure) => figure === 0);
}

/** @param {readonly QueueRow[]} media of one queue */
const representative = (media) =>
  media.find((row) => row.media === 'voice') ?? media.find((row) => row.media !== 'all');
