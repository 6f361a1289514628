import type { TenantSnapshot } from '../../signals/index.ts';
import type { Assets } from './assets.ts';
import { filterForm } from './filter-form.ts';
import { type Html, html } from './html.ts';
import { icon, iconSheet } from './icons.ts';
import { emptyRow, queueRow } from './queue-row.ts';
import { headOf, rowsOf } from './rows.ts';
import type { QueueRow, TenantHead } from './shared/board.ts';
import { ageOf, isStale, staleText } from './shared/tenant-text.js';
import { addressOf, rowsInView, type Sort, sortedBy, type View } from './shared/view.js';
import { shownText } from './shared/words.js';
import { emptyCard, tenantCard } from './tenant-card.ts';

export interface PageOptions {
  readonly tenants: readonly TenantSnapshot[];
  readonly view: View;
  readonly assets: Assets;
  readonly telemetryPath: string;
  readonly version: string;
  /** Whether predictions can be asked to explain themselves. */
  readonly canExplain: boolean;
  /** Whether the data is simulated, which the page must not hide. */
  readonly isDemo: boolean;
  /** Unix seconds. */
  readonly now: number;
}

/** Rows in the page as it is sent: with JavaScript the event stream brings all of them, without it nobody reads on. */
const MOST_ROWS = 500;
/** In this order: the later ones build on the first. */
const STYLE_SHEETS = ['wallboard', 'tenants', 'queues', 'wall'] as const;
/** Without JavaScript the page is loaded anew after so many seconds. */
const RELOAD_SECONDS = 15;

interface Board {
  readonly heads: readonly TenantHead[];
  readonly rows: readonly QueueRow[];
}

/** The wallboard as it stands, readable as it is; with JavaScript it goes on living. */
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
  const board: Board = {
    heads: tenants.map(headOf),
    rows: tenants.flatMap(rowsOf),
  };
  const shown = rowsInView(board.rows, view, now);
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
${isDemo ? html`<p id="demo">Simulated data. Start with <code>--config.file=FILE</code> to show your own contact centres.</p>` : undefined}
<div class="title"><h1>Wallboard</h1><p id="age" data-age="${oldestAge(board, now)}">${ageLine(board, now)}</p></div>
${filterForm(view, board.heads, board.rows)}
<nav id="display" aria-label="Display"><a id="theme" class="tool" href="${addressOf({ ...view, theme: view.theme === 'dark' ? 'light' : 'dark' })}" title="Light or dark (T)">${icon('theme')}<span class="unseen">Light or dark</span></a><a id="wall" class="tool" href="${addressOf({ ...view, isWall: !view.isWall })}" title="Full screen, large type (F)">${icon('wall')}<span class="unseen">Full screen</span></a></nav>
<div id="alarm"${alarmOf(board, now)}</div>
</header>
<main>
<ul id="tenants" aria-label="Tenants">
${board.heads.map((head) => tenantCard(head, rowsOfTenant(board, head), view, now))}</ul>
<p id="shown" role="status">${shownText(shown, board.rows)}</p>
${table(board, shown.slice(0, MOST_ROWS), view, { now, canExplain })}
${shown.length > MOST_ROWS ? html`<noscript><p>The first ${MOST_ROWS} are listed; filters narrow them down.</p></noscript>` : undefined}
</main>
<footer>
<p>contact-center-exporter ${version}</p>
<p class="keys"><kbd>/</kbd> search <kbd>↑</kbd><kbd>↓</kbd> rows${canExplain ? html` <kbd>Enter</kbd> why` : undefined} <kbd>F</kbd> full screen <kbd>T</kbd> light or dark</p>
<nav aria-label="Exporter"><a href="${telemetryPath.replace(/^\/+/, '')}">Metrics</a> <a href="api/v1/queues">Queues as JSON</a> <a href="-/ready">Readiness</a> <a href="-/healthy">Health</a></nav>
</footer>
<p id="news" class="unseen" aria-live="polite"></p>
<p id="alert" class="unseen" role="alert"></p>
<dialog id="explanation" aria-labelledby="explained">
<h2 id="explained"></h2>
<p class="text"></p>
<form method="dialog"><a class="figures" href="api/v1/queues">All figures, as JSON</a><button autofocus>Close</button></form>
</dialog>
<template id="row">${emptyRow}</template>
<template id="card">${emptyCard}</template>
</body>
</html>
`.markup;
}

const rowsOfTenant = ({ rows }: Board, { name }: TenantHead) => rows.filter(({ tenant }) => tenant === name);

/** Of the tenant that was heard of longest ago; empty when none was. */
function oldestAge({ heads }: Board, now: number): string | number {
  const ages = heads.flatMap((head) => ageOf(head, now) ?? []);
  return ages.length === 0 ? '' : Math.max(...ages);
}

function ageLine(board: Board, now: number): string {
  const age = oldestAge(board, now);
  return age === '' ? 'No data yet' : `Data ${Math.round(Number(age))} s old`;
}

function alarmOf({ heads }: Board, now: number): Html {
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
    explanation: "Of those who wait now. ~ marks the platform's own figure, which does not count up.",
  },
  {
    name: 'agents',
    label: html`Free<span class="busy"> / busy</span>`,
    sort: 'agents',
    explanation: 'Agents available, and busy',
  },
  {
    name: 'level',
    label: 'Service level',
    sort: 'level',
    explanation: 'Share served in time; the mark is the target. Sorted by what is missing to it.',
  },
  {
    name: 'probability',
    label: 'Breach risk',
    sort: 'probability',
    explanation: 'Chance that the service level is below target within the horizon',
  },
  { name: 'reason', label: 'Why' },
];

function table(
  { rows, heads }: Board,
  shown: readonly QueueRow[],
  view: View,
  { now, canExplain }: Pick<PageOptions, 'now' | 'canExplain'>,
): Html {
  const stale = new Set(heads.filter((head) => isStale(head, now)).map(({ name }) => name));
  return html`<table id="queues" aria-rowcount="${rows.length + 1}">
<caption class="unseen">Queues</caption>
<colgroup>${COLUMNS.map(({ name }) => html`<col class="${name}">`)}</colgroup>
<thead><tr aria-rowindex="1">${COLUMNS.map((column) => headCell(column, view))}</tr></thead>
<tbody class="before" aria-hidden="true"></tbody>
<tbody class="rows">
${shown.map((row, index) => queueRow(row, { now, index, isStale: stale.has(row.tenant), canExplain }))}</tbody>
<tbody class="after" aria-hidden="true"></tbody>
</table>
<p id="nothing"${shown.length > 0 ? html` hidden` : undefined}>No queue to show.</p>`;
}

function headCell({ name, label, sort, explanation }: Column, view: View): Html {
  if (sort === undefined) return html`<th scope="col" class="${name}">${label}</th>`;
  const order = view.sort === sort ? ariaSort(view) : 'none';
  return html`<th scope="col" class="${name}" aria-sort="${order}"><a href="${addressOf(sortedBy(view, sort))}" data-sort="${sort}" title="${explanation ?? ''}">${label}</a></th>`;
}

const ariaSort = ({ sort, isReversed }: View) =>
  (sort === 'queue') === isReversed ? 'descending' : 'ascending';
