import { type Html, html } from './html.ts';
import { icon } from './icons.ts';
import type { CurrentRow } from './shared/board.ts';
import { levelOf } from './shared/risk.js';
import { explanationAddress, rowMarks, rowText } from './shared/row-text.js';

/** Markup of a row of the queue table. The browser clones the empty row and fills the same fields. */

export interface RowContext {
  /** Unix seconds. */
  readonly now: number;
  readonly index: number;
  readonly canExplain: boolean;
}

export function queueRow(row: CurrentRow, { now, index, canExplain }: RowContext): Html {
  const level = levelOf(row, now);
  const marks = { ...rowMarks(row, now), 'aria-rowindex': index + 2 };
  return rowMarkup(
    html`${Object.entries(marks).map(([name, value]) => html` ${name}="${value}"`)}`,
    icon(level),
    rowText(row, now),
    { level: row.serviceLevel, target: row.target },
    canExplain ? explanationAddress(row) : undefined,
  );
}

const BLANK = {
  state: '',
  name: '',
  place: '',
  waiting: '',
  oldest: '',
  available: '',
  busy: '',
  level: '',
  target: '',
  answered: '',
  abandoned: '',
  probability: '',
  reason: '',
};

export const emptyRow: Html = rowMarkup(html``, icon('unknown'), BLANK, { target: 0 });

interface Bar {
  readonly level?: number | undefined;
  readonly target: number;
}

function rowMarkup(
  attributes: Html,
  levelIcon: Html,
  text: ReturnType<typeof rowText>,
  bar: Bar,
  explanation?: string,
): Html {
  return html`<tr role="row"${attributes} tabindex="-1">
<td role="cell" class="state"><span class="badge">${levelIcon}<span data-field="state">${text.state}</span></span></td>
<th role="rowheader" scope="row" class="queue"><span class="name" data-field="name">${text.name}</span><span class="place" data-field="place">${text.place}</span></th>
<td role="cell" class="figure waiting" data-label="Waiting" data-field="waiting">${text.waiting}</td>
<td role="cell" class="figure oldest" data-label="Longest wait" data-field="oldest">${text.oldest}</td>
<td role="cell" class="figure agents"><span class="available" data-field="available">${text.available}</span><span class="busy" data-field="busy">${text.busy}</span></td>
<td role="cell" class="level" data-label="Service level"><div><span class="reached" data-field="level">${text.level}</span>${barMarkup(bar)}<span class="target"><span class="unseen">target </span><span class="slash" aria-hidden="true">/ </span><span data-field="target">${text.target}</span></span></div></td>
<td role="cell" class="figure ended"><span data-field="answered">${text.answered}</span><span class="busy" data-field="abandoned">${text.abandoned}</span></td>
<td role="cell" class="figure probability" data-field="probability">${text.probability}</td>
<td role="cell" class="reason"><a tabindex="-1" data-field="reason"${explanation && html` href="${explanation}"`}>${text.reason}</a></td>
</tr>
`;
}

/** The policy of the page forbids inline styles, so the bar is an SVG whose attributes set its length. */
function barMarkup({ level = 0, target }: Bar): Html {
  const mark = 100 * target;
  return html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="10"/><rect class="fill" width="${100 * level}" height="10"/><line class="mark" x1="${mark}" x2="${mark}" y2="10"/></svg>`;
}
