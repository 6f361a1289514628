import { AGENT_STATES } from '../../src/domain/index.ts';
import {
  AGENT_STATE_COLOURS,
  alerts,
  availableAgents,
  BLUE,
  badBelow,
  byBestMethod,
  CHANCE,
  configurationChanges,
  dashboard,
  GREEN,
  GREY,
  heatMap,
  line,
  ORANGE,
  PURPLE,
  perQueue,
  rate,
  SKY,
  stat,
  timeSeries,
  VERMILLION,
  variables,
  YES_IS_BAD,
} from './kit/index.ts';

/** One queue through time. Each medium has its own rows; agents and routing belong to the queue as a whole. */

const QUEUE_ONLY = 'tenant="$tenant",queue_id="$queue"';
/** Within the repeated section, `$media` is one medium. */
const ONE = `${QUEUE_ONLY},media=~"$media"`;
const recorded = (name: string) => `max(queue:contact_center_queue_${name}{${ONE}})`;
const last = (name: string, matchers = '') => `max(contact_center_queue_${name}{${ONE}${matchers}})`;
const perMethod = (name: string) => `max by (method) (contact_center_queue_${name}{${ONE}})`;

const JUDGED = recorded('service_level:judged');
const TARGET = last('service_level_target_ratio');

const present = [
  stat({
    title: 'Service level',
    description: 'Over the rolling window that the queue is judged by; else the figure of the platform.',
    unit: 'percentunit',
    decimals: 1,
    noValue: 'No contacts',
    queries: [{ expr: JUDGED }],
  }),
  stat({
    title: 'Against target',
    description: 'Service level less its target, in percentage points. Below zero the queue misses it.',
    unit: 'percentunit',
    decimals: 1,
    noValue: 'No contacts',
    thresholds: badBelow(0, 0.05),
    queries: [{ expr: `${JUDGED} - ${TARGET}` }],
  }),
  stat({
    title: 'Target',
    description: 'The share of contacts that has to be served in time.',
    unit: 'percentunit',
    queries: [{ expr: TARGET }],
  }),
  stat({
    title: 'In time is within',
    description: 'The wait inside which a contact counts as served in time.',
    unit: 's',
    queries: [{ expr: last('service_level_threshold_seconds') }],
  }),
  stat({
    title: 'Chance of breach',
    description: 'That the service level is below target at some poll inside the horizon.',
    unit: 'percentunit',
    decimals: 0,
    noValue: 'Not predicted',
    thresholds: CHANCE,
    queries: [{ expr: `max(${byBestMethod('contact_center_queue_sla_breach_probability', ONE)})` }],
  }),
  stat({
    title: 'Waiting',
    description: 'Contacts waiting now.',
    unit: 'short',
    noValue: 'Unknown',
    queries: [{ expr: recorded('waiting:max') }],
  }),
  stat({
    title: 'Oldest wait',
    description:
      "Of the contact that has waited longest; the platform's own current wait where it does not tell.",
    unit: 's',
    noValue: 'Nobody waits',
    queries: [{ expr: recorded('oldest_wait:seconds') }],
  }),
  stat({
    title: 'Available agents',
    description: 'Agents ready for the next contact of this queue.',
    unit: 'short',
    noValue: 'Unknown',
    queries: [{ expr: `max(${availableAgents(QUEUE_ONLY)})` }],
  }),
];

const waiting = timeSeries({
  title: 'Waiting and in hand',
  description: 'Contacts that wait and contacts that agents are busy with, poll by poll.',
  unit: 'short',
  queries: [
    { expr: recorded('waiting:max'), legend: 'Waiting' },
    { expr: last('active_interactions'), legend: 'In hand' },
  ],
  looks: { Waiting: { colour: VERMILLION }, 'In hand': { colour: BLUE } },
});

const waits = timeSeries({
  title: 'Waits',
  description:
    'How long the oldest contact has waited, what the next one has to expect, and the wait inside which it counts as served in time.',
  unit: 's',
  queries: [
    { expr: recorded('oldest_wait:seconds'), legend: 'Oldest' },
    { expr: last('estimated_wait_seconds'), legend: 'Expected by the next' },
    { expr: last('wait_seconds'), legend: 'Told by the platform' },
    { expr: last('service_level_threshold_seconds'), legend: 'In time' },
  ],
  looks: {
    Oldest: { colour: VERMILLION },
    'Expected by the next': { colour: SKY },
    'Told by the platform': { colour: GREY },
    'In time': { colour: ORANGE, dashed: true },
  },
});

const serviceLevel = timeSeries({
  title: 'Service level and target',
  description:
    'Over the rolling window, over an hour, and as the platform gives it for a time that only it knows. Below the dashed line the queue misses its target.',
  unit: 'percentunit',
  noValue: 'No contacts',
  max: 1,
  queries: [
    { expr: JUDGED, legend: 'Rolling' },
    { expr: recorded('service_level:ratio1h'), legend: 'An hour' },
    { expr: last('service_level_ratio', ',window="platform"'), legend: 'Told by the platform' },
    { expr: TARGET, legend: 'Target' },
  ],
  looks: {
    Rolling: { colour: BLUE },
    'An hour': { colour: SKY },
    'Told by the platform': { colour: GREY },
    Target: { colour: ORANGE, dashed: true },
  },
});

/** From the counter; where there is none, the rolling window's count spread over it. */
function perMinute(name: 'offered' | 'answered' | 'abandoned'): string {
  const counter = `contact_center_queue_${name}_total{${ONE}}`;
  const window = `contact_center_queue_${name}_interactions{${ONE},window=~"[0-9].*"}`;
  const length = perQueue('contact_center_queue_service_level_window_seconds', ONE);
  return `60 * (max(${rate(counter)}) or max(max by (tenant, queue_id, queue, media) (${window}) / ${length}))`;
}

const contacts = timeSeries({
  title: 'Contacts a minute',
  description:
    'Offered, answered and abandoned. From counters, over at least five minutes; where a platform has none, the count of its rolling window spread evenly.',
  unit: 'short',
  decimals: 1,
  queries: [
    { expr: perMinute('offered'), legend: 'Offered', minStep: '5m' },
    { expr: perMinute('answered'), legend: 'Answered', minStep: '5m' },
    { expr: perMinute('abandoned'), legend: 'Abandoned', minStep: '5m' },
    {
      expr: `60 * max(${rate(`contact_center_queue_short_abandoned_total{${ONE}}`)})`,
      legend: 'Of these soon',
      minStep: '5m',
    },
  ],
  looks: {
    Offered: { colour: GREY },
    Answered: { colour: BLUE },
    Abandoned: { colour: VERMILLION },
    'Of these soon': { colour: PURPLE, dashed: true },
  },
});

const abandonment = timeSeries({
  title: 'Abandonment',
  description: 'Abandoned over answered and abandoned. The dashed line is what the alerts take for too much.',
  unit: 'percentunit',
  noValue: 'No contacts',
  queries: [
    { expr: recorded('abandonment:ratio30m'), legend: 'Half an hour' },
    { expr: recorded('abandonment:ratio1d'), legend: 'A day' },
    { expr: 'max(tenant:contact_center_threshold:abandonment_ratio{tenant="$tenant"})', legend: 'Limit' },
  ],
  looks: {
    'Half an hour': { colour: VERMILLION },
    'A day': { colour: PURPLE },
    Limit: { colour: ORANGE, dashed: true },
  },
});

const durations = timeSeries({
  title: 'Handling and waiting, on average',
  description:
    'Handling time of an answered contact, and wait of a contact that ended; over at least a quarter of an hour.',
  unit: 's',
  noValue: 'The platform does not tell',
  queries: [
    {
      expr: `max(${rate(`contact_center_queue_handle_seconds_total{${ONE}}`)}) / (max(${rate(`contact_center_queue_answered_total{${ONE}}`)}) > 0)`,
      legend: 'Handling',
      minStep: '15m',
    },
    {
      expr: `max(${rate(`contact_center_queue_wait_seconds_total{${ONE}}`)}) / (max(${rate(`contact_center_queue_offered_total{${ONE}}`)}) > 0)`,
      legend: 'Waiting',
      minStep: '15m',
    },
  ],
  looks: { Handling: { colour: BLUE }, Waiting: { colour: VERMILLION } },
});

const distribution = (outcome: 'answered' | 'abandoned') =>
  heatMap({
    title: `Waits of the ${outcome}`,
    description: `How long contacts waited that were ${outcome}. Each column counts the 24 hours before it, as the platform groups them; the brighter, the more contacts.`,
    unit: 's',
    noValue: 'The platform does not tell waits by range',
    queries: [
      {
        expr: `max by (le) (contact_center_queue_wait_distribution_seconds_bucket{${ONE},outcome="${outcome}"})`,
        legend: '{{le}}',
        format: 'heatmap',
        minStep: '5m',
      },
    ],
  });

const prediction = timeSeries({
  title: 'Predicted and what came',
  description:
    'The chance of a breach within the horizon, by method, and the time in which there was one (area). A good prediction is high before an area begins and low where none follows. The dashed line is where it pages.',
  unit: 'percentunit',
  noValue: 'Not predicted',
  max: 1,
  queries: [
    { expr: perMethod('sla_breach_probability'), legend: 'Chance ({{method}})' },
    { expr: last('sla_breach'), legend: 'In breach' },
    { expr: 'max(tenant:contact_center_threshold:breach_probability{tenant="$tenant"})', legend: 'Pages' },
  ],
  looks: {
    'Chance (erlang_a)': { colour: BLUE },
    'Chance (occupancy_rule)': { colour: PURPLE },
    'In breach': { colour: VERMILLION, area: true },
    Pages: { colour: ORANGE, dashed: true },
  },
});

const agentsByState = timeSeries({
  title: 'Agents by state',
  description:
    'Agents on the queue, stacked by what they do. Agents on several queues count on each of them.',
  unit: 'short',
  stacked: true,
  queries: AGENT_STATES.map((state) => ({
    expr: `max(contact_center_queue_agents{${QUEUE_ONLY},state="${state}"})`,
    legend: state.replaceAll('_', ' '),
  })),
  looks: Object.fromEntries(
    AGENT_STATES.map((state) => [state.replaceAll('_', ' '), { colour: AGENT_STATE_COLOURS[state] }]),
  ),
});

const occupancy = timeSeries({
  title: 'Occupancy',
  description: 'Share of the agents serving the queue who are busy. Near 100 % nobody has a breath to take.',
  unit: 'percentunit',
  max: 1,
  queries: [{ expr: `max(contact_center_queue_occupancy_ratio{${QUEUE_ONLY}})`, legend: 'Occupancy' }],
  looks: { Occupancy: { colour: GREEN } },
});

const configuration = [
  stat({
    title: 'Version of the routing',
    description: "Version of the queue's routing configuration. It rises with each change.",
    unit: 'none',
    noValue: 'Not watched',
    queries: [{ expr: `max(contact_center_queue_config_version{${QUEUE_ONLY}})` }],
  }),
  stat({
    title: 'Differs from the desired one',
    description: 'Whether the routing on the platform differs from the desired file.',
    unit: 'short',
    noValue: 'No desired state is set',
    mappings: YES_IS_BAD,
    queries: [{ expr: `max(contact_center_queue_config_drift{${QUEUE_ONLY}})` }],
  }),
  stat({
    title: 'Changes in the time shown',
    description: "Changes of the queue's configuration that the audit log tells of, by what was done.",
    unit: 'none',
    decimals: 0,
    named: true,
    noValue: 'No audit log',
    queries: [
      {
        expr: `max by (action) (increase(contact_center_queue_config_changes_total{${QUEUE_ONLY}}[$__range]))`,
        legend: '{{action}}',
      },
    ],
  }),
  stat({
    title: 'Error of the predictions',
    description:
      'Brier score of the tenant: the mean squared error of the predicted chances whose horizon has passed. 0 is always right; always saying 50 % scores 0.25.',
    unit: 'none',
    decimals: 3,
    named: true,
    noValue: 'No horizon has passed yet',
    queries: [
      {
        expr: 'max by (method) (contact_center_prediction_brier_score{tenant="$tenant"})',
        legend: '{{method}}',
      },
    ],
  }),
];

export const queue = dashboard({
  uid: 'contact-center-queue',
  description: 'One queue through time: what is going on, why, and what is to be expected?',
  variables: [variables.datasource(), variables.oneTenant(), variables.oneQueue(), variables.mediaOfQueue()],
  annotations: [alerts(QUEUE_ONLY), configurationChanges(QUEUE_ONLY)],
  from: 'now-6h',
  refresh: '30s',
  sections: [
    {
      title: '$queue · $media',
      repeat: 'media',
      lines: [
        line(4, present),
        line(8, [waiting, serviceLevel]),
        line(8, [waits, prediction]),
        line(8, [contacts, abandonment, durations]),
        line(8, [distribution('answered'), distribution('abandoned')]),
      ],
    },
    { title: 'Agents of $queue', lines: [line(8, [agentsByState, occupancy], [16, 8])] },
    { title: 'Routing of $queue, and how good the predictions are', lines: [line(4, configuration)] },
  ],
});
