import { beforeAll, describe, expect, it } from 'vitest';
import { createExposition, type Exposition } from '../../src/exposition/index.ts';
import { queueFamilies, tenantFamilies } from '../../src/metrics/index.ts';
import { promtoolObjections } from '../support/promtool.ts';
import { page, queueView, snapshot } from './support/snapshots.ts';

const ACME = snapshot(
  'acme',
  [
    queueView(
      {
        id: '7',
        name: 'Sales "EMEA" \\ back\nslash 😀',
        waiting: 3,
        active: 0,
        oldestWaitingAt: 1_750_000_000.5,
        agents: { available: 2, busy: 11 },
        windows: { 900: { offered: 12 } },
        totals: { offered: 1234 },
        waitDistribution: {
          answered: { upperBounds: [0.5, 10], counts: [1, 2] },
          abandoned: { upperBounds: [10, Infinity], counts: [4, 1] },
        },
      },
      { predictions: { erlang_a: { probability: 1 / 3, predicted: false } } },
    ),
    queueView({ id: '8', name: 'Support', media: 'chat', waiting: 0 }),
  ],
  {
    collectors: [
      { name: 'queues', intervalSeconds: 15, success: true, missed: 0, skipped: 2, rejected: { 'no id': 1 } },
    ],
    up: true,
    components: [],
  },
);
const GLOBEX = snapshot('globex', [queueView({ id: '7', name: 'Sales', waiting: 1 })]);

const Q7 = 'tenant="acme",queue_id="7",queue="Sales \\"EMEA\\" \\\\ back\\nslash 😀",media="voice"';
const Q8 = 'tenant="acme",queue_id="8",queue="Support",media="chat"';
const G7 = 'tenant="globex",queue_id="7",queue="Sales",media="voice"';

const D7 = `${Q7},outcome=`;

/** By family: its type, and its lines without the family's name. */
const EXPECTED: Readonly<Record<string, readonly [type: string, ...lines: string[]]>> = {
  contact_center_tenant_info: [
    'gauge',
    '{tenant="acme",platform="genesys",api="details"} 1',
    '{tenant="globex",platform="genesys",api="details"} 1',
  ],
  contact_center_platform_up: ['gauge', '{tenant="acme"} 1'],
  contact_center_collector_success: ['gauge', '{tenant="acme",collector="queues"} 1'],
  contact_center_collector_interval_seconds: ['gauge', '{tenant="acme",collector="queues"} 15'],
  contact_center_collector_skipped_total: ['counter', '{tenant="acme",collector="queues"} 2'],
  contact_center_collector_rows_rejected_total: [
    'counter',
    '{tenant="acme",collector="queues",reason="no id"} 1',
  ],
  contact_center_queue_waiting_interactions: ['gauge', `{${Q7}} 3`, `{${Q8}} 0`, `{${G7}} 1`],
  contact_center_queue_active_interactions: ['gauge', `{${Q7}} 0`],
  contact_center_queue_oldest_waiting_timestamp_seconds: ['gauge', `{${Q7}} 1750000000.5`],
  contact_center_queue_agents: ['gauge', `{${Q7},state="available"} 2`, `{${Q7},state="busy"} 11`],
  contact_center_queue_service_level_target_ratio: ['gauge', `{${Q7}} 0.8`, `{${Q8}} 0.8`, `{${G7}} 0.8`],
  contact_center_queue_service_level_threshold_seconds: ['gauge', `{${Q7}} 20`, `{${Q8}} 20`, `{${G7}} 20`],
  contact_center_queue_service_level_window_seconds: ['gauge', `{${Q7}} 900`, `{${Q8}} 900`, `{${G7}} 900`],
  contact_center_queue_offered_interactions: ['gauge', `{${Q7},window="15m"} 12`],
  contact_center_queue_offered_total: ['counter', `{${Q7}} 1234`],
  contact_center_queue_wait_distribution_interactions: [
    'gauge',
    `{${D7}"answered",le="0.5"} 1`,
    `{${D7}"answered",le="10.0"} 3`,
    `{${D7}"answered",le="+Inf"} 3`,
    `{${D7}"abandoned",le="10.0"} 4`,
    `{${D7}"abandoned",le="+Inf"} 5`,
  ],
  contact_center_queue_sla_breach_probability: ['gauge', `{${Q7},method="erlang_a"} 0.3333333333333333`],
  contact_center_queue_sla_breach_predicted: ['gauge', `{${Q7},method="erlang_a"} 0`],
};

const expectedText = Object.entries(EXPECTED)
  .flatMap(([name, [type, ...lines]]) => {
    const family = [...tenantFamilies, ...queueFamilies].find((each) => each.name === name);
    return [`# HELP ${name} ${family?.help}`, `# TYPE ${name} ${type}`, ...lines.map((line) => name + line)];
  })
  .map((line) => `${line}\n`)
  .join('');

describe('the whole page', () => {
  let exposition: Exposition;

  beforeAll(async () => {
    exposition = createExposition();
    exposition.publish(GLOBEX);
    exposition.publish(ACME);
    await exposition.settled();
  });

  it('renders every family in the text format', () => {
    expect(page(exposition, 'text')).toBe(expectedText);
  });

  it('differs in OpenMetrics only by the names of counters and the end', () => {
    const expected = page(exposition, 'text').replaceAll(/^(# \w+ \w+)_total (.*)$/gm, '$1 $2');
    expect(page(exposition, 'openmetrics')).toBe(`${expected}# EOF\n`);
  });

  it('passes promtool', async () => {
    expect(await promtoolObjections(page(exposition, 'text'))).toEqual([]);
  });
});
