import { part } from './page-parts.js';

/** Explanation of a prediction in a dialog. */

/**
 * Fetches the explanation that a link refers to and shows its text.
 * @param {HTMLAnchorElement} link
 */
export async function explain(link) {
  const dialog = part('#explanation', HTMLDialogElement);
  const text = part('.text', HTMLElement, dialog);
  const row = link.closest('tr');
  part('h2', HTMLElement, dialog).textContent = row ? part('.name', HTMLElement, row).textContent : '';
  part('.figures', HTMLAnchorElement, dialog).href = link.href;
  part('.origins', HTMLAnchorElement, dialog).href = link.href.replace('/explain?', '?');
  text.textContent = 'Loading …';
  dialog.showModal();
  try {
    text.textContent = await reasonAt(link.href);
  } catch {
    text.textContent = 'Failed to load the explanation; the queue may have been removed.';
  }
}

/** Timeout of the request, in milliseconds. */
const TIMEOUT_MS = 10_000;

/** @param {string} address */
async function reasonAt(address) {
  const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  /** @type {{ predictions: { reason: string }[] }} */
  const { predictions } = await response.json();
  return predictions.map(({ reason }) => reason).join('\n');
}
