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

/** The reference of the metrics, made from their catalogue: `node tools/command-reference.ts` writes it. */

export const METRICS_FILE = 'docs/metrics.md';

const INTRODUCTION = `# Metrics

This page is made from the catalogue that the exporter itself reads; \`node tools/command-reference.ts\` writes it anew.

- A missing series is unknown, 0 is a known zero. After \`polling.stale_after\` missed polls the series of a collector
  disappear, while those that tell of its polls stay. What a platform does not tell is missing throughout.
- Counters begin at 0 with the exporter: take \`rate\` or \`increase\` of them.
- No contact and no person is in a label, except the agents that the configuration lists by id.
- [\`exposition\`](configuration.md#exposition) leaves out metrics and labels, and limits the series of a tenant.
- The recording rules in [\`alerts/rules\`](../alerts/rules) make ratios over longer times of these.
`;

/** Labels whose values are always the same few; what the others hold, the metric itself tells. */
const LABEL_VALUES: Readonly<Record<string, readonly string[]>> = {
  '`media`': MEDIA,
  '`state` of agents': AGENT_STATES,
  '`outcome`': CONTACT_OUTCOMES,
  '`method`': PREDICTION_METHODS,
  '`status` of a platform': PLATFORM_STATUSES,
  '`collector`': COLLECTORS,
};

const LABELS = `\`queue\` is a name and may change; \`queue_id\` stays. \`window\` is a length of time such as \`15m\`, or \`${PLATFORM_WINDOW}\`
where only the platform knows it.`;

/** What the descriptions of all kinds of metrics have in common. */
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
    section('Queues', `All have ${QUEUE_LABELS.map(code).join(', ')} beside these labels.`, queueFamilies),
    section('Tenants', `All have ${TENANT_LABELS.map(code).join(', ')} beside these labels.`, tenantFamilies),
    section('The exporter itself', 'With them come the customary `process_*` and `nodejs_*`.', own),
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
