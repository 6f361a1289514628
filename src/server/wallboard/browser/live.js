/** @import { Update } from '../shared/board.ts' */

/** Time without a message after which the connection is considered dead, in milliseconds: two heartbeats and a margin. */
const MAX_SILENCE_MS = 12_000;
/** Interval between checks of the connection and attempts to reconnect, in milliseconds. */
const CHECK_INTERVAL_MS = 3_000;

/**
 * Follows the event stream while the page is open, and reconnects after restarts of the exporter.
 * @param {string} address
 * @param {{ onUpdate: (update: Update) => void, onLost: () => void }} listeners
 */
export function follow(address, { onUpdate, onLost }) {
  let receivedAt = performance.now();

  const connect = () => {
    receivedAt = performance.now();
    const opened = new EventSource(address);
    opened.onmessage = ({ data }) => {
      receivedAt = performance.now();
      onUpdate(JSON.parse(data));
    };
    opened.onerror = onLost;
    return opened;
  };

  let source = connect();
  setInterval(() => {
    const isSilent = performance.now() - receivedAt > MAX_SILENCE_MS;
    if (!isSilent && source.readyState !== EventSource.CLOSED) return;
    onLost();
    source.close();
    source = connect();
  }, CHECK_INTERVAL_MS);
}
