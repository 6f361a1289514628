import { AGENT_STATES } from '../../src/domain/index.ts';
import {
  AGENT_STATE_LOOKS,
  agentStateName,
  BLUE,
  CHOSEN_QUEUES,
  CHOSEN_TENANTS,
  COUNT,
  dashboard,
  highest,
  LONG_DURATION,
  line,
  ORANGE,
  pages,
  perQueue,
  QUEUE,
  QUEUE_COLUMNS,
  RATIO,
  ranking,
  SERIES_TO_QUEUE,
  SKY,
  table,
  timeSeries,
  total,
  VERMILLION,
  variables,
} from './kit/index.ts';

/** Agents: who is there, what they do, and whether they suffice. */

const distinct = (matchers = '') =>
  `max by (tenant, state) (contact_center_agents{${CHOSEN_TENANTS}${matchers}})`;
const onQueues = (state: string) =>
  perQueue('contact_center_queue_agents', `${CHOSEN_QUEUES},state="${state}"`);

const NOT_REPORTED = 'Not reported';

/** No platform reports distinct agents who do not respond: they are among the unavailable. */
const DISTINCT_STATES = AGENT_STATES.filter((state) => state !== 'not_responding');

const now = DISTINCT_STATES.map((state) =>
  total({
    title: agentStateName(state),
    description:
      'Agents of the chosen tenants, each counted once. Only of platforms that distinguish agents; the queues and media chosen above play no part.',
    unit: COUNT,
    noValue: NOT_REPORTED,
    figure: `sum(${distinct(`,state="${state}"`)})`,
    parts: distinct(`,state="${state}"`),
  }),
);

const distinctByState = timeSeries({
  title: 'Agents by state',
  description: 'Agents of the chosen tenants, each counted once, stacked by what they do.',
  unit: COUNT,
  stacked: true,
  noValue: NOT_REPORTED,
  queries: [{ expr: `sum by (state) (${distinct()})`, legend: '{{state}}' }],
  looks: AGENT_STATE_LOOKS,
});

const onQueuesByState = timeSeries({
  title: 'Queue memberships, by state',
  description:
    'Agents of the chosen queues added up. One who serves three queues counts three times: this shows how the queues are staffed, not how many people there are.',
  unit: COUNT,
  stacked: true,
  queries: [
    {
      expr: `sum by (state) (max by (${QUEUE}, state) (contact_center_queue_agents{${CHOSEN_QUEUES}}))`,
      legend: '{{state}}',
    },
  ],
  looks: AGENT_STATE_LOOKS,
});

const waitingAndAvailable = timeSeries({
  title: 'Waiting and available',
  description:
    'Contacts waiting (left axis) and queue memberships with an agent available (right axis). Both at once for long: they are not in the same queues.',
  unit: COUNT,
  noValue: NOT_REPORTED,
  queries: [
    { expr: `sum(queue:contact_center_queue_waiting:max{${CHOSEN_QUEUES}})`, legend: 'Waiting' },
    { expr: `sum(${onQueues('available')})`, legend: 'Available' },
  ],
  looks: { Waiting: { colour: VERMILLION }, Available: { colour: SKY, rightAxisUnit: COUNT } },
});

/** Of the rows that have agents: some platforms do not distinguish agents by medium, and the figure is the same for each. */
const OCCUPANCY = `(${perQueue('contact_center_queue_occupancy_ratio')} and ${perQueue('contact_center_queue_agents')})`;

/** From about 85 % on waits grow quickly. */
const LITTLE_TO_SPARE = [
  { value: null, color: BLUE },
  { value: 0.85, color: ORANGE },
  { value: 0.95, color: VERMILLION },
];

const busiest = ranking({
  title: 'Highest occupancy',
  description:
    'Queues whose agents have the least to spare: busy ones over all who serve the queue. From about 85 % on waits grow quickly. A click leads to the queue.',
  unit: RATIO,
  decimals: 0,
  min: 0,
  max: 1,
  thresholds: LITTLE_TO_SPARE,
  links: [SERIES_TO_QUEUE],
  queries: [{ expr: `sort_desc(topk(10, ${OCCUPANCY}))`, legend: '{{queue}} ({{tenant}})' }],
});

const byQueue = table({
  title: 'Agents by queue (– = not reported)',
  description:
    'Head-count by state, as of the last poll. Media all: the platform does not distinguish agents by medium. A dash is a state that the platform does not report. The name leads to the queue.',
  noValue: 'No agents are known on these queues',
  labels: QUEUE_COLUMNS,
  figures: [
    {
      title: 'Occupancy',
      expr: OCCUPANCY,
      unit: RATIO,
      decimals: 0,
      min: 0,
      max: 1,
      cell: 'bar',
      width: 150,
      thresholds: LITTLE_TO_SPARE,
    },
    {
      title: 'Logged in',
      expr: perQueue('contact_center_queue_agents_logged_in', CHOSEN_QUEUES),
      unit: COUNT,
      width: 95,
    },
    ...AGENT_STATES.map((state) => ({
      title: agentStateName(state),
      expr: onQueues(state),
      unit: COUNT,
      width: 110,
    })),
  ],
  sort: { by: 'Occupancy', descending: true },
});

const named = (matchers = '') =>
  `max by (tenant, agent_id, state) (contact_center_agent_state_seconds{${CHOSEN_TENANTS}${matchers}})`;

const NONE_LISTED = 'The configuration lists no agents';

const namedAgents = table({
  title: 'Named agents: time by state',
  description:
    'Time in each state over the last 24 hours, of the agents whose ids the configuration lists under agents.ids; no other agent is exported individually.',
  noValue: NONE_LISTED,
  labels: [
    { label: 'agent_id', title: 'Agent' },
    { label: 'tenant', title: 'Tenant', width: 110 },
  ],
  figures: AGENT_STATES.map((state) => ({
    title: agentStateName(state),
    expr: named(`,state="${state}"`),
    unit: LONG_DURATION,
    width: 110,
  })),
});

const namedAgentsOverTime = timeSeries({
  title: 'Named agents over time',
  description: 'The ten longest times in a state. Each point counts the 24 hours before it.',
  unit: LONG_DURATION,
  noValue: NONE_LISTED,
  queries: [{ expr: highest(named()), legend: '{{agent_id}}, {{state}}' }],
});

export const agents = dashboard({
  uid: 'contact-center-agents',
  description: 'Agents: who is there, what do they do, and do they suffice?',
  variables: [
    variables.datasource(),
    variables.tenants(),
    variables.media(),
    variables.queues(),
    ...variables.addresses(),
  ],
  annotations: [pages(({ dashboard }) => dashboard === 'contact-center-agents', CHOSEN_QUEUES)],
  from: 'now-12h',
  refresh: '30s',
  sections: [
    {
      lines: [
        line(4, now),
        line(8, [distinctByState, onQueuesByState]),
        line(10, [waitingAndAvailable, busiest]),
        line(12, [byQueue]),
      ],
    },
    {
      title: 'Named agents',
      collapsed: true,
      lines: [line(9, [namedAgents]), line(9, [namedAgentsOverTime])],
    },
  ],
});
