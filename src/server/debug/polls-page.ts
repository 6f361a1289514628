import type { Assets } from '../wallboard/assets.ts';
import { type Html, html } from '../wallboard/html.ts';
import type { CollectorPolls, PollRecord, RequestRecord } from './poll-records.ts';

export interface PollsPageOptions {
  readonly recorded: readonly CollectorPolls[];
  readonly assets: Assets;
  /** Relative URL of the server's root, such as `../`. */
  readonly root: string;
  /** Unix seconds. */
  readonly now: number;
}

/** `/debug/polls` for people: the last poll of each collector, with its requests and the polls before it on demand. */
export function pollsPage({ recorded, assets, root, now }: PollsPageOptions): string {
  const tenants = Map.groupBy(recorded, ({ tenant }) => tenant);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Polls · contact-center-exporter</title>
<link rel="icon" href="${root}${assets.url('style/icon.svg')}" type="image/svg+xml">
${['wallboard', 'debug'].map((sheet) => html`<link rel="stylesheet" href="${root}${assets.url(`style/${sheet}.css`)}">\n`)}</head>
<body>
<main class="debug">
<h1>Polls</h1>
<p>As of ${timeText(now)}. <a href="?format=json">As JSON</a> <a href="${root}">Wallboard</a></p>
${tenants.size === 0 ? html`<p>No poll has started yet.</p>` : undefined}${[...tenants].map(([tenant, collectors]) => tenantSection(tenant, collectors))}
</main>
</body>
</html>
`.markup;
}

function tenantSection(tenant: string, collectors: readonly CollectorPolls[]): Html {
  return html`<section>
<h2>${tenant}</h2>
${collectors.map(
  ({ collector, polls }) => html`<h3>${collector}</h3>
${polls.map((poll, index) => pollDetails(poll, index === 0))}`,
)}</section>
`;
}

function pollDetails(poll: PollRecord, isNewest: boolean): Html {
  const { startedAt, durationSeconds, outcome, error, requests, omittedRequests } = poll;
  const isOpen = isNewest && (outcome === 'failed' || outcome === 'skipped');
  const duration = durationSeconds === undefined ? '' : `, ${Math.round(durationSeconds * 1000)} ms`;
  return html`<details class="${outcome}"${isOpen ? html` open` : undefined}>
<summary>${timeText(startedAt)}: <b>${outcome}</b>${duration}, ${countText(requests.length + omittedRequests)}</summary>
${error && html`<p class="error">${error.message}${error.code === undefined ? undefined : html` <code>${error.code}</code>`}</p>`}
${omittedRequests > 0 ? html`<p>The first ${omittedRequests} are not stored.</p>` : undefined}${requests.length > 0 ? requestTable(requests) : undefined}</details>
`;
}

const COLUMNS = ['Endpoint', 'Status', 'Bytes', 'ms', 'Attempt', 'Correlation id'];

function requestTable(requests: readonly RequestRecord[]): Html {
  return html`<table>
<thead><tr>${COLUMNS.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${requests.map(requestRows)}</tbody>
</table>
`;
}

function requestRows(request: RequestRecord): Html {
  const { endpoint, method, code, status, bytes, milliseconds, attempt, correlationId, failureBody } =
    request;
  const statusText = status === undefined || code === String(status) ? code : `${status} ${code}`;
  return html`<tr><td>${method} ${endpoint}</td><td>${statusText}</td><td>${bytes}</td><td>${milliseconds}</td><td>${attempt}</td><td>${correlationId}</td></tr>
${failureBody === undefined ? undefined : html`<tr><td colspan="${COLUMNS.length}"><pre>${failureBody}</pre></td></tr>\n`}`;
}

const countText = (requests: number) => (requests === 1 ? '1 request' : `${requests} requests`);

/** ISO 8601 to the second: `2026-09-01 08:00:00Z`. */
function timeText(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().replace('T', ' ').replace(/\.\d+/, '');
}
