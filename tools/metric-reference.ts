import {
  AGENT_STATES,
  COLLECTORS,
  CONTACT_OUTCOMES,
  MEDIA,
  PLATFORM_STATUSES,
  PLATFORM_WINDOW,
} from '../src/domain/index.ts';
import {
  instruments,
  QUEUE_LABELS,
  queueFamilies,
  TENANT_LABELS,
  tenantFamilies,
} from '../src/metrics/index.ts';
import { PREDICTION_METHODS } from '../src/signals/index.ts';

/** Generates the reference of metrics from their catalogue; `node tools/command-reference.ts` writes it. */

export const METRICS_FILE = 'docs/metrics.md';

const INTRODUCTION = `# Metrics

This page is generated from the exporter's catalogue of metrics by \`node tools/command-reference.ts\`.

- An absent series is unknown; 0 is a known zero. After \`polling.stale_after\` missed polls, the series of a collector
  disappear, except those about the polls themselves. Values that a platform does not report are always absent.
- Counters start at 0 when the exporter starts: use \`rate\` or \`increase\`.
- Labels contain no contacts and no persons, except agents that the configuration lists by id.
- [\`exposition\`](configuration.md#exposition) drops metrics and labels, and limits the series of a tenant.
- The recording rules in [\`alerts/rules\`](../alerts/rules) compute ratios over longer windows.
`;

/** Labels with a fixed set of values; the descriptions of the metrics explain the others. */
const LABEL_VALUES: Readonly<Record<string, readonly string[]>> = {
  '`media`': MEDIA,
  '`state` of agents': AGENT_STATES,
  '`outcome`': CONTACT_OUTCOMES,
  '`method`': PREDICTION_METHODS,
  '`status` of a platform': PLATFORM_STATUSES,
  '`collector`': COLLECTORS,
};

const LABELS = `\`queue\` is a name and may change; \`queue_id\` does not. \`window\` is a duration such as \`15m\`, or \`${PLATFORM_WINDOW}\` where
only the platform knows its length.`;

/** Common part of all descriptions of metrics. */
interface Described {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
  readonly help: string;
}

export function metricReference(): string {
  const own = Object.values<Described>(instruments);
  return [
    INTRODUCTION,
    section(
      'Queues',
      `All metrics also have the labels ${QUEUE_LABELS.map(code).join(', ')}.`,
      queueFamilies,
    ),
    section(
      'Tenants',
      `All metrics also have the label ${TENANT_LABELS.map(code).join(', ')}.`,
      tenantFamilies,
    ),
    section(
      'The exporter itself',
      'The default `process_*` and `nodejs_*` metrics of prom-client are exported too.',
      own,
    ),
    `## Labels\n\n${LABELS}\n\n${labelTable()}\n`,
  ].join('\n');
}

function section(title: string, preface: string, families: readonly Described[]): string {
  const rows = families.map(
    ({ name, type, labels, help }) =>
      `| ${code(name)} | ${type} | ${labels.map(code).join(', ')} | ${help} |`,
  );
  return `## ${title}\n\n${preface}\n\n${['| metric | type | labels | meaning |', '|---|---|---|---|', ...rows].join('\n')}\n`;
}

function labelTable(): string {
  const rows = Object.entries(LABEL_VALUES).map(
    ([label, values]) => `| ${label} | ${values.map(code).join(', ')} |`,
  );
  return ['| label | values |', '|---|---|', ...rows].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}
