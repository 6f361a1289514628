import { type Html, html } from './html.ts';
import { icon } from './icons.ts';
import { FIGURES, type FigureName } from './shared/tenant-figures.js';
import type { TenantLine } from './shared/tenant-text.js';
import { addressOf, type View } from './shared/view.js';

/** Markup of the table of tenants, totals first. The browser clones the empty row and fills the same fields. */

interface Column {
  readonly label: string;
  readonly explanation?: string;
}

const FIGURE_COLUMNS: Readonly<Record<FigureName, Column>> = {
  breach: { label: 'In breach', explanation: 'Queues whose service level is below its target' },
  risk: { label: 'At risk', explanation: 'Queues with a predicted breach' },
  waiting: { label: 'Waiting' },
  longest: { label: 'Longest wait', explanation: 'Longest wait of the waiting contacts' },
  available: { label: 'Available', explanation: 'Agents who are available for a contact' },
  level: {
    label: 'Service level',
    explanation: 'Share of the contacts of the window that were answered within the threshold',
  },
  answered: { label: 'Answered', explanation: 'Contacts answered in the window' },
  abandoned: { label: 'Abandoned', explanation: 'Contacts abandoned in the window' },
  speed: { label: 'Speed of answer', explanation: 'Average wait of the contacts answered in the window' },
};

export function tenantTable(lines: readonly TenantLine[], unreported: readonly string[], view: View): Html {
  return html`<table id="tenants" role="table" data-unreported="${unreported.join(' ')}">
<caption class="unseen">Tenants</caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col" class="queue">Tenant</th><th role="columnheader" scope="col" class="data">Data</th>${FIGURES.map(
    (name) =>
      html`<th role="columnheader" scope="col" class="${name}" title="${FIGURE_COLUMNS[name].explanation ?? ''}">${FIGURE_COLUMNS[name].label}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">
${lines.map((line) => tenantRow(line, view))}</tbody>
</table>`;
}

function tenantRow(line: TenantLine, view: View): Html {
  const address = line.tenant === undefined ? undefined : addressOf({ ...view, tenant: line.tenant });
  return rowMarkup(
    html`data-state="${line.state}" data-stale="${line.isStale}" data-total="${line.tenant === undefined}"`,
    icon(line.icon),
    line.text,
    line.bad,
    address,
  );
}

export const emptyTenantRow: Html = rowMarkup(html``, icon('unknown'), {}, []);

function rowMarkup(
  attributes: Html,
  stateIcon: Html,
  text: Readonly<Record<string, string>>,
  bad: readonly string[],
  address?: string,
): Html {
  return html`<tr role="row" class="tenant" ${attributes}>
<th role="rowheader" scope="row" class="queue"><a class="name"${address && html` href="${address}"`} data-field="tenant">${text.tenant}</a><span class="place" data-field="platform">${text.platform}</span></th>
<td role="cell" class="data"><span class="status">${stateIcon}<span data-field="status">${text.status}</span></span> <span class="age" data-field="age">${text.age}</span><span class="note" data-field="note">${text.note}</span></td>
${FIGURES.map((name) => figureCell(name, text, bad.includes(name)))}
</tr>
`;
}

function figureCell(name: FigureName, text: Readonly<Record<string, string>>, isBad: boolean): Html {
  return html`<td role="cell" class="figure ${name}" data-label="${FIGURE_COLUMNS[name].label}" data-bad="${isBad}"><span data-field="${name}">${text[name]}</span><span class="note" data-field="${name}Note">${text[`${name}Note`]}</span> <span class="short" data-field="${name}Short">${text[`${name}Short`]}</span></td>`;
}
