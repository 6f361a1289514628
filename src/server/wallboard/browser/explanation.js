import { part } from './page-parts.js';

/** What a prediction says for itself, in a dialogue over the page. */

/**
 * Asks for the explanation that a link leads to, and shows its words.
 * @param {HTMLAnchorElement} link
 */
export async function explain(link) {
  const dialog = part('#explanation', HTMLDialogElement);
  const text = part('.text', HTMLElement, dialog);
  const row = link.closest('tr');
  part('h2', HTMLElement, dialog).textContent = row ? part('.name', HTMLElement, row).textContent : '';
  part('.figures', HTMLAnchorElement, dialog).href = link.href;
  text.textContent = 'Asking …';
  dialog.showModal();
  try {
    text.textContent = await reasonAt(link.href);
  } catch {
    text.textContent = 'There is no answer; the queue may have gone.';
  }
}

/** The figures come at once or not at all, in milliseconds. */
const PATIENCE_MS = 10_000;

/** @param {string} address */
async function reasonAt(address) {
  const response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  /** @type {{ predictions: { reason: string }[] }} */
  const { predictions } = await response.json();
  return predictions.map(({ reason }) => reason).join('\n');
}
