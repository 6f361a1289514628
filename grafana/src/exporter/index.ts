import { VariableHide } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboard, line, pages, variables } from '../kit/index.ts';
import { durations, freshness, rejected, skipped } from './polls.ts';
import { atAGlance, collectors, exporters } from './present.ts';
import { cpu, eventLoop, memory, scrape } from './process.ts';
import { cacheErrors, queries, responseAge } from './query-api.ts';
import {
  budget,
  failures,
  latency,
  refreshes,
  requests,
  retries,
  slowest,
  throttled,
  tokens,
} from './requests.ts';

/** The exporter itself: is what the other dashboards show fresh and whole? */

export const exporter = dashboard({
  uid: 'contact-center-exporter',
  description: 'The exporter itself: is what the other dashboards show fresh and whole, and at what cost?',
  variables: [
    variables.datasource(),
    variables.jobs(),
    variables.instances(),
    variables.tenants(),
    ...variables.addresses(VariableHide.DontHide),
  ],
  annotations: [pages(({ dashboard }) => dashboard === 'contact-center-exporter', 'tenant=~"$tenant|"')],
  from: 'now-3h',
  refresh: '30s',
  sections: [
    { lines: [line(4, atAGlance, [3, 4, 4, 3, 3, 3, 4]), line(9, [collectors, exporters], [15, 9])] },
    { title: 'Polls', lines: [line(8, [freshness, durations]), line(7, [skipped, rejected])] },
    {
      title: 'Requests to the platforms',
      lines: [
        line(8, [requests, failures]),
        line(8, [latency, slowest]),
        line(7, [budget, throttled, retries]),
        line(7, [tokens, refreshes]),
      ],
    },
    { title: 'Analytics query API', collapsed: true, lines: [line(7, [queries, responseAge, cacheErrors])] },
    { title: 'The process', lines: [line(8, [memory, cpu]), line(7, [eventLoop, scrape])] },
  ],
});
