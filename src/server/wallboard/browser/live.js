/** @import { Update } from '../shared/board.ts' */

/** Two signs of life missed, in milliseconds: the connection is dead, even if nobody has noticed yet. */
const SILENCE_MS = 12_000;
/** How often that is looked at, and a refused connection tried anew. */
const CHECK_EVERY_MS = 3_000;

/**
 * Follows the event stream for as long as the page is open, through restarts of the exporter.
 * @param {string} address
 * @param {{ onUpdate: (update: Update) => void, onLost: () => void }} listeners
 */
export function follow(address, { onUpdate, onLost }) {
  let heardAt = performance.now();

  const connect = () => {
    heardAt = performance.now();
    const opened = new EventSource(address);
    opened.onmessage = ({ data }) => {
      heardAt = performance.now();
      onUpdate(JSON.parse(data));
    };
    opened.onerror = onLost;
    return opened;
  };

  let source = connect();
  setInterval(() => {
    const isSilent = performance.now() - heardAt > SILENCE_MS;
    if (!isSilent && source.readyState !== EventSource.CLOSED) return;
    onLost();
    source.close();
    source = connect();
  }, CHECK_EVERY_MS);
}
