/** @import { QueueRow } from './board.ts' */
import { rowKey } from './key.js';

/**
 * Keys of rows that are hidden by default: media without contacts (waiting, being handled or in the window). At least one
 * row of each queue remains.
 * @param {Iterable<QueueRow>} rows of one tenant, with the last known values
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
 * Platforms that report each medium report only agents in the row of all media; these are shown with each medium.
 * @param {QueueRow} row one of several rows of its queue
 */
function isQuiet({ media, waiting, active, answered, abandoned, breached, predicted }) {
  if (breached || predicted) return false;
  const contacts = [waiting, active, answered, abandoned].filter((figure) => figure !== undefined);
  return contacts.length === 0 ? media === 'all' : contacts.every((figure) => figure === 0);
}

/** @param {readonly QueueRow[]} media of one queue */
const representative = (media) =>
  media.find((row) => row.media === 'voice') ?? media.find((row) => row.media !== 'all');
