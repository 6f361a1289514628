import type { TenantSnapshot } from '../../signals/index.ts';
import type { Assets } from './assets.ts';
import { filterForm, quietSwitch } from './filter-form.ts';
import { type Html, html } from './html.ts';
import { icon, iconSheet } from './icons.ts';
import { emptyRow, queueRow } from './queue-row.ts';
import { headOf, rowsOf } from './rows.ts';
import type { CurrentRow, TenantHead } from './shared/board.ts';
import { currentRows, isStale } from './shared/current.js';
import { rowKey } from './shared/key.js';
import { quietRows } from './shared/quiet.js';
import { readTenants, staleText, tenantLines, updatedText } from './shared/tenant-text.js';
import { addressOf, rowsInView, type Sort, sortedBy, type View } from './shared/view.js';
import { shownText, timeOfDay, UNKNOWN } from './shared/words.js';
import { emptyTenantRow, tenantTable } from './tenant-row.ts';

export interface PageOptions {
  readonly tenants: readonly TenantSnapshot[];
  readonly view: View;
  readonly assets: Assets;
  readonly telemetryPath: string;
  readonly version: string;
  /** Whether explanations of predictions are available. */
  readonly canExplain: boolean;
  /** Whether the data is simulated; the page then shows a notice. */
  readonly isDemo: boolean;
  /** Unix seconds. */
  readonly now: number;
}

/** Maximum of rows in the HTML; with JavaScript, the event stream delivers all of them. */
const MAX_ROWS = 500;
/** Style sheets in cascade order. */
const STYLE_SHEETS = ['wallboard', 'tenants', 'queues', 'wall'] as const;
/** Reload interval without JavaScript, in seconds. */
const RELOAD_SECONDS = 15;
/** Explains the short notes of a wall, see `Note` in shared/tenant-text.js. */
const LEGEND = `${UNKNOWN} not reported or no data · 2 of 4: from 2 of 4 tenants or queues`;

interface Board {
  readonly tenants: readonly { readonly head: TenantHead; readonly rows: readonly CurrentRow[] }[];
  readonly heads: readonly TenantHead[];
  readonly rows: readonly CurrentRow[];
  /** Keys of the media without contacts. */
  readonly quiet: ReadonlySet<string>;
}

function boardOf(snapshots: readonly TenantSnapshot[], now: number): Board {
  const known = snapshots.map((snapshot) => ({ head: headOf(snapshot), rows: rowsOf(snapshot) }));
  const tenants = known.map(({ head, rows }) => ({ head, rows: currentRows(head, rows, now) }));
  return {
    tenants,
    heads: tenants.map(({ head }) => head),
    rows: tenants.flatMap(({ rows }) => rows),
    quiet: new Set(known.flatMap(({ rows }) => [...quietRows(rows)])),
  };
}

/** Renders the wallboard as HTML that is complete without JavaScript; with it, the page is updated live. */
export function page({
  tenants,
  view,
  assets,
  telemetryPath,
  version,
  canExplain,
  isDemo,
  now,
}: PageOptions): string {
  const board = boardOf(tenants, now);
  const { heads, rows } = board;
  const shown = rowsInView(rows, view, now, (row) => board.quiet.has(rowKey(row)));
  const { total, lines, unreported } = tenantLines(readTenants(board.tenants, now), now);
  return html`<!doctype html>
<html lang="en" data-assets="${assets.version}" data-now="${now}" data-explains="${canExplain}" data-theme="${view.theme}" data-wall="${view.isWall}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Wallboard · contact-center-exporter</title>
<link rel="icon" href="${assets.url('style/icon.svg')}" type="image/svg+xml">
${STYLE_SHEETS.map(
  (name) => html`<link rel="stylesheet" href="${assets.url(`style/${name}.css`)}">
`,
)}<noscript><meta http-equiv="refresh" content="${RELOAD_SECONDS}"></noscript>
<script type="module" src="${assets.url('browser/main.js')}"></script>
</head>
<body>
${iconSheet}
<header id="bar">
<div class="title"><h1>Wallboard</h1><p id="clock">${timeOfDay(now)}</p><p id="age">${updatedText(heads, now)}</p></div>
${isDemo ? html`<p id="demo">Simulated data<span>. Start with <code>--config.file=FILE</code> to show your contact centres.</span></p>` : undefined}
${filterForm(view, heads, rows)}
<nav id="display" aria-label="Display"><a id="theme" class="tool" href="${addressOf({ ...view, theme: view.theme === 'dark' ? 'light' : 'dark' })}" title="Light or dark (T)">${icon('theme')}<span class="unseen">Light or dark</span></a><a id="wall" class="tool" href="${addressOf({ ...view, isWall: !view.isWall })}" title="Full screen, large type (F)">${icon('wall')}<span class="unseen">Full screen</span></a></nav>
<div id="alarm"${alarmOf(heads, now)}</div>
</header>
<main>
<div id="tenants-frame">${tenantTable([total, ...lines], unreported, view)}</div>
<div id="shown-line"><p id="shown" role="status">${shownText(shown, rows)}</p>${board.quiet.size > 0 || view.showsQuiet ? quietSwitch(view) : undefined}</div>
${table(shown.slice(0, MAX_ROWS), shown.length, view, { now, canExplain })}
${shown.length > MAX_ROWS ? html`<noscript><p>Only the first ${MAX_ROWS} queues are listed; use the filters to find others.</p></noscript>` : undefined}
<div id="wall-foot"><p id="legend">${LEGEND}</p><nav id="pages" aria-label="Pages" hidden><button id="previous" title="Previous page">${icon('previous')}<span class="unseen">Previous page</span></button><p id="page"></p><button id="next" title="Next page">${icon('next')}<span class="unseen">Next page</span></button><button id="pause" aria-pressed="false" title="Stop turning pages">${icon('pause')}<span class="unseen">Stop turning pages</span></button></nav></div>
</main>
<footer>
<p>contact-center-exporter ${version}</p>
<p class="keys"><kbd>/</kbd> search <kbd>↑</kbd><kbd>↓</kbd> rows${canExplain ? html` <kbd>Enter</kbd> reason` : undefined} <kbd>F</kbd> full screen <kbd>T</kbd> light or dark</p>
<nav aria-label="Exporter"><a href="${telemetryPath.replace(/^\/+/, '')}">Metrics</a> <a href="api/v1/queues">Queues as JSON</a> <a href="-/ready">Readiness</a> <a href="-/healthy">Health</a></nav>
</footer>
<p id="news" class="unseen" aria-live="polite"></p>
<p id="alert" class="unseen" role="alert"></p>
<dialog id="explanation" aria-labelledby="explained">
<h2 id="explained"></h2>
<p class="text"></p>
<form method="dialog"><a class="figures" href="api/v1/queues">All figures, as JSON</a> <a class="origins" href="api/v1/queues">Where each comes from</a><button autofocus>Close</button></form>
</dialog>
<template id="row">${emptyRow}</template>
<template id="tenant">${emptyTenantRow}</template>
</body>
</html>
`.markup;
}

function alarmOf(heads: readonly TenantHead[], now: number): Html {
  const stale = heads
    .filter((head) => isStale(head, now))
    .map((head) => html`<p>${staleText(head, now)}</p>`);
  return html`${stale.length === 0 ? html` hidden` : undefined}>${icon('warning')}<div>${stale}</div>`;
}

interface Column {
  readonly name: string;
  readonly label: string | Html;
  readonly sort?: Sort;
  readonly explanation?: string;
}

const COLUMNS: readonly Column[] = [
  { name: 'state', label: 'State', sort: 'risk' },
  { name: 'queue', label: 'Queue', sort: 'queue' },
  { name: 'waiting', label: 'Waiting', sort: 'waiting' },
  {
    name: 'oldest',
    label: 'Longest wait',
    sort: 'oldest',
    explanation:
      'Longest wait of the waiting contacts. ~ marks a value reported by the platform, which does not count up.',
  },
  {
    name: 'agents',
    label: html`Available<span class="busy"> / busy</span>`,
    sort: 'agents',
    explanation: 'Number of available and of busy agents',
  },
  {
    name: 'level',
    label: html`Service level<span class="busy"> / target</span>`,
    sort: 'level',
    explanation:
      'Share answered within the threshold; the mark is the target. Sorted by distance below the target.',
  },
  {
    name: 'ended',
    label: html`Answered<span class="busy"> / abandoned</span>`,
    explanation: 'Contacts answered and abandoned in the window of the service level',
  },
  {
    name: 'probability',
    label: 'Chance of breach',
    sort: 'probability',
    explanation: 'Probability that the service level falls below its target within the horizon',
  },
  { name: 'reason', label: 'Reason' },
];

function table(
  shown: readonly CurrentRow[],
  count: number,
  view: View,
  { now, canExplain }: Pick<PageOptions, 'now' | 'canExplain'>,
): Html {
  return html`<table id="queues" role="table" aria-rowcount="${count + 1}">
<caption class="unseen">Queues</caption>
<colgroup>${COLUMNS.map(({ name }) => html`<col class="${name}">`)}</colgroup>
<thead role="rowgroup" class="columns"><tr role="row" aria-rowindex="1">${COLUMNS.map((column) => headCell(column, view))}</tr></thead>
<tbody class="before" aria-hidden="true"></tbody>
<tbody role="rowgroup" class="rows">
${shown.map((row, index) => queueRow(row, { now, index, canExplain }))}</tbody>
<tbody class="after" aria-hidden="true"></tbody>
</table>
<p id="nothing"${shown.length > 0 ? html` hidden` : undefined}>No matching queues.</p>`;
}

function headCell({ name, label, sort, explanation }: Column, view: View): Html {
  if (sort === undefined)
    return html`<th role="columnheader" scope="col" class="${name}" title="${explanation ?? ''}">${label}</th>`;
  const order = view.sort === sort ? ariaSort(view) : 'none';
  return html`<th role="columnheader" scope="col" class="${name}" aria-sort="${order}"><a href="${addressOf(sortedBy(view, sort))}" data-sort="${sort}" title="${explanation ?? ''}">${label}</a></th>`;
}

const ariaSort = ({ sort, isReversed }: View) =>
  (sort === 'queue') === isReversed ? 'descending' : 'ascending';
