/** @import { CurrentRow } from '../shared/board.ts' */
import { levelOf } from '../shared/risk.js';
import { explanationAddress, rowMarks, rowText } from '../shared/row-text.js';
import { fill, part, setAttributes } from './page-parts.js';

/**
 * Fills a row of the table.
 * @param {HTMLElement} element
 * @param {CurrentRow} row
 * @param {{ index: number, now: number, isNew: boolean }} position `isNew`: whether it recently entered a breach
 */
export function showRow(element, row, { index, now, isNew }) {
  // The header is row 1.
  setAttributes(element, { ...rowMarks(row, now), 'data-new': isNew, 'aria-rowindex': index + 2 });
  setAttributes(part('.badge use', SVGUseElement, element), { href: `#icon-${levelOf(row, now)}` });
  setAttributes(part('.fill', SVGRectElement, element), { width: 100 * (row.serviceLevel ?? 0) });
  const mark = 100 * row.target;
  setAttributes(part('.mark', SVGLineElement, element), { x1: mark, x2: mark });
  fill(element, rowText(row, now));
  showLink(part('.reason a', HTMLAnchorElement, element), explanationAddress(row));
}

const canExplain = document.documentElement.dataset.explains === 'true';

/**
 * @param {HTMLAnchorElement} link
 * @param {string | undefined} address
 */
function showLink(link, address) {
  if (canExplain && address !== undefined) setAttributes(link, { href: address });
  else link.removeAttribute('href');
}
