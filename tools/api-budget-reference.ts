import { type PerCollector, perCollector, pollingSection } from '../src/config/sections/polling.ts';
import type { Platform } from '../src/platforms/index.ts';

/** Generates the API budget page from the request costs that each platform declares. */

export const API_BUDGET_FILE = 'docs/api-budget.md';

const QUEUES = [10, 100, 1_000, 5_000];

const INTRODUCTION = `# API budget

Requests per minute of one tenant at the default poll intervals, by number of polled queues. Generated from the request
costs that each platform declares, by \`node tools/configuration-reference.ts\`. A test polls each API for ten minutes and
counts the requests.

Not included: authentication (once per lifetime of a token, an hour to a day), retries, the public status page, queries of
\`analytics\` after the first and their pages after the first (100 groups each), the routing configuration (one request for
each queue of \`desired_state\` every five minutes), and the search for queue ids that the platform rejects.
\`media_history\`, for \`media: used\`, is sent once per 200 queues at the start and then daily; the table has its average. \`rate_limit.requests_per_minute\` sets the budget: the exporter sends at most that many requests
in any 60 seconds. The default is the limit that the vendor publishes.
\`contact_center_api_budget_remaining_requests\` is the unused part.

A budget that is too small stretches all poll intervals of the tenant by one factor: with two thirds of the requests
needed, each collector is polled at two thirds of its rate, at even intervals, and no series disappear. The log warns once,
\`/-/ready\` reports the rate, \`contact_center_collector_interval_seconds\` is the current interval, and
\`contact_center_collector_skipped_total\` counts skipped polls. Requests above the budget wait in a queue in which the
queue collector takes precedence.
`;

export function apiBudgetPage(known: readonly Platform[]): string {
  const intervals = defaultIntervals();
  return [INTRODUCTION, ...known.map((each) => platformText(each, intervals))].join('\n');
}

/** Default interval between polls, in seconds. */
export function defaultIntervals(): PerCollector<number> {
  const { collectors } = pollingSection.parse({});
  return perCollector((name) => collectors[name].intervalSeconds);
}

function platformText(
  { platform, api, requestsPerMinute: limit, requestCosts }: Platform,
  intervals: PerCollector<number>,
): string {
  const costs = QUEUES.map((queues) => requestCosts?.(queues, intervals) ?? {});
  const totals = costs.map((each) => Object.values(each).reduce((sum, perMinute) => sum + perMinute, 0));
  const endpoints = Object.keys(costs[0] ?? {});
  const lines = [
    row('requests per minute', (_, column) => `${QUEUES[column]?.toLocaleString('en')} queues`),
    row('---', () => '--:'),
    ...endpoints.map((endpoint) => row(`\`${endpoint}\``, (cost) => rounded(cost[endpoint] ?? 0))),
    row('**total**', (_, column) => rounded(totals[column] ?? 0)),
  ];
  if (limit !== undefined) {
    lines.push(
      row('share of the limit', (_, column) => `${rounded((100 * (totals[column] ?? 0)) / limit)} %`),
    );
  }
  const published = limit === undefined ? 'publishes no limit' : `allows ${limit} requests a minute`;
  return `## \`platform: ${platform}\`, \`api: ${api}\`\n\nThe vendor ${published}.\n\n${lines.join('\n')}\n`;

  function row(name: string, cell: (cost: Readonly<Record<string, number>>, column: number) => string) {
    return `| ${[name, ...costs.map(cell)].join(' | ')} |`;
  }
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
