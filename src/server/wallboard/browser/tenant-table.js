/** @import { FigureName } from '../shared/tenant-figures.js' */
/** @import { TenantLine } from '../shared/tenant-text.js' */
/** @import { View } from '../shared/view.js' */
import { addressOf } from '../shared/view.js';
import { copiesOf, fill, part, setAttributes } from './page-parts.js';

/** The table of tenants: one element per tenant, totals first. */
export function createTenantTable() {
  const table = part('#tenants', HTMLTableElement);
  const body = part('tbody', HTMLTableSectionElement, table);
  const newRow = copiesOf('#tenant');
  /** @type {Map<string | undefined, HTMLElement>} */
  const drawn = new Map();

  return {
    /**
     * @param {readonly TenantLine[]} lines
     * @param {readonly FigureName[]} unreported columns without a value for any tenant
     * @param {View} view
     */
    show(lines, unreported, view) {
      if (drawn.size === 0) body.replaceChildren();
      setAttributes(table, { 'data-unreported': unreported.join(' ') });
      const names = new Set(lines.map(({ tenant }) => tenant));
      for (const [name, row] of drawn) {
        if (names.has(name)) continue;
        row.remove();
        drawn.delete(name);
      }
      lines.forEach((line, index) => {
        const row = drawn.get(line.tenant) ?? newRow();
        drawn.set(line.tenant, row);
        showLine(row, line, view);
        if (body.children[index] !== row) body.insertBefore(row, body.children[index] ?? null);
      });
    },
  };
}

/**
 * @param {HTMLElement} row
 * @param {TenantLine} line
 * @param {View} view
 */
function showLine(row, line, view) {
  const { tenant, isStale, state, icon, bad, text } = line;
  setAttributes(row, { 'data-state': state, 'data-stale': isStale, 'data-total': tenant === undefined });
  setAttributes(part('.status use', SVGUseElement, row), { href: `#icon-${icon}` });
  fill(row, text);
  for (const name of /** @type {const} */ (['breach', 'risk']))
    setAttributes(part(`.${name}`, HTMLTableCellElement, row), { 'data-bad': bad.includes(name) });
  if (tenant === undefined) return;
  const isChosen = view.tenant === tenant;
  setAttributes(part('a.name', HTMLAnchorElement, row), {
    href: addressOf({ ...view, tenant: isChosen ? '' : tenant }),
    'data-tenant': isChosen ? '' : tenant,
    'aria-current': isChosen,
  });
}
