import { type PerCollector, perCollector, pollingSection } from '../src/config/sections/polling.ts';
import type { Platform } from '../src/platforms/index.ts';

/** What polling costs, by the platforms' own arithmetic: `node tools/configuration-reference.ts` writes the page. */

export const API_BUDGET_FILE = 'docs/api-budget.md';

const QUEUES = [10, 100, 1_000, 5_000];

const INTRODUCTION = `# API budget

Requests per minute that one tenant costs at the default poll intervals, by the number of queues that are watched. This
page is made from the arithmetic that each platform states; \`node tools/configuration-reference.ts\` writes it anew. A test
polls each API for ten minutes and counts.

Not in these numbers: signing in (once in the lifetime of a token, an hour to a day), retries, the public status page,
the routing configuration (a request for each queue of \`desired_state\` every five minutes), and, where some queues are
refused, the search for those. \`rate_limit.requests_per_minute\` sets the budget that the
exporter keeps to: in no 60 seconds are more requests sent. Where the vendor publishes a limit, that is the default. What
is left of it is \`contact_center_api_budget_remaining_requests\`.

A budget smaller than the need makes all polls of the tenant rarer by one factor: with two thirds of the need, each
collector is polled at two thirds of its pace, at even distances, and no series disappear. The log warns of it once,
\`/-/ready\` names the pace, \`contact_center_collector_interval_seconds\` is the interval as it is now, and
\`contact_center_collector_skipped_total\` counts the polls left out. Calls that find no place wait in line, those of the
queues first.
`;

export function apiBudgetPage(known: readonly Platform[]): string {
  const intervals = defaultIntervals();
  return [INTRODUCTION, ...known.map((each) => platformText(each, intervals))].join('\n');
}

/** Seconds from one poll to the next, unless the configuration says otherwise. */
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
    row('**all**', (_, column) => rounded(totals[column] ?? 0)),
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
