import type { TenantSnapshot } from '../signals/index.ts';
import { type Html, html } from './html.ts';

/** The page at `/`: what is watched, as it stands, and where to go on. */
export function landingPage(
  tenants: readonly TenantSnapshot[],
  telemetryPath: string,
  version: string,
): Html {
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="15">
<title>contact-center-exporter</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { padding: .25rem .75rem; text-align: right; border-bottom: 1px solid #8884; }
  th:first-child, td:first-child { text-align: left; }
</style>
<h1>contact-center-exporter</h1>
<p>Version ${version}.
  <a href="${telemetryPath}">Metrics</a> · <a href="/api/v1/queues">Queues as JSON</a> ·
  <a href="/-/ready">Readiness</a> · <a href="/-/healthy">Health</a></p>
${tenants.map(tenantSection)}
</html>
`;
}

function tenantSection({ tenant, up, queues }: TenantSnapshot): Html {
  return html`
<h2>${tenant.name}</h2>
<p>${tenant.platform}, API ${tenant.api}: platform ${up === undefined ? 'not polled yet' : up ? 'up' : 'down'},
  ${queues.length} queues. <a href="/probe?tenant=${encodeURIComponent(tenant.name)}">Its metrics alone</a></p>
<table>
<tr><th scope="col">Queue<th scope="col">Waiting<th scope="col">Active<th scope="col">Agents available<th scope="col">Service level<th scope="col">Target
${queues.map(
  ({
    facts,
    policy,
    signals,
  }) => html`<tr><td>${facts.name}${facts.media === 'all' ? '' : ` (${facts.media})`}<td>${known(facts.waiting)}<td>${known(facts.active)}<td>${known(facts.agents?.available)}<td>${percent(signals.serviceLevel)}<td>${percent(policy.target)}
`,
)}
</table>`;
}

const UNKNOWN = '–';
const known = (value: number | undefined) => value ?? UNKNOWN;
const percent = (ratio: number | undefined) =>
  ratio === undefined ? UNKNOWN : `${Math.round(ratio * 100)} %`;
