import { AGENT_STATES } from '../../src/domain/index.ts';
import {
  AGENT_STATE_LOOKS,
  agentStateName,
  alerts,
  BLUE,
  CHOSEN_QUEUES,
  CHOSEN_QUEUES_OF_ALL_MEDIA,
  CHOSEN_TENANTS,
  dashboard,
  line,
  perQueue,
  QUEUE,
  QUEUE_COLUMNS,
  ranking,
  SERIES_TO_QUEUE,
  SKY,
  stat,
  table,
  timeSeries,
  VERMILLION,
  variables,
  WATCH,
} from './kit/index.ts';

/** Agents: who is there, what they do, and whether they suffice. */

const DISTINCT = `sum by (state) (max by (tenant, state) (contact_center_agents{${CHOSEN_TENANTS}}))`;
const onQueues = (state: string) =>
  perQueue('contact_center_queue_agents', `${CHOSEN_QUEUES_OF_ALL_MEDIA},state="${state}"`);

const NOT_TOLD = 'No platform here tells agents apart';

const now = stat({
  title: 'Agents now, by state',
  description:
    'Agents of the chosen tenants, each counted once. Only of platforms that tell agents apart; the queues and media chosen above play no part.',
  unit: 'short',
  named: true,
  noValue: NOT_TOLD,
  queries: [{ expr: DISTINCT, legend: '{{state}}' }],
  looks: AGENT_STATE_LOOKS,
});

const distinctByState = timeSeries({
  title: 'Agents by state',
  description: 'Agents of the chosen tenants, each counted once, stacked by what they do.',
  unit: 'short',
  stacked: true,
  noValue: NOT_TOLD,
  queries: [{ expr: DISTINCT, legend: '{{state}}' }],
  looks: AGENT_STATE_LOOKS,
});

const onQueuesByState = timeSeries({
  title: 'Places on queues, by state',
  description:
    'Agents of the chosen queues added up. One who serves three queues counts three times: this shows how the queues are staffed, and not how many people there are.',
  unit: 'short',
  stacked: true,
  queries: [
    {
      expr: `sum by (state) (max by (${QUEUE}, state) (contact_center_queue_agents{${CHOSEN_QUEUES_OF_ALL_MEDIA}}))`,
      legend: '{{state}}',
    },
  ],
  looks: AGENT_STATE_LOOKS,
});

const waitingAndAvailable = timeSeries({
  title: 'Waiting against available',
  description:
    'Contacts waiting and places on queues with an agent available. Both at once for long: they are not in the same queues.',
  unit: 'short',
  queries: [
    { expr: `sum(queue:contact_center_queue_waiting:max{${CHOSEN_QUEUES}})`, legend: 'Waiting' },
    { expr: `sum(${onQueues('available')})`, legend: 'Available' },
  ],
  looks: { Waiting: { colour: VERMILLION }, Available: { colour: SKY } },
});

const OCCUPANCY = perQueue('contact_center_queue_occupancy_ratio', CHOSEN_QUEUES_OF_ALL_MEDIA);

/** From about 85 % on waits grow quickly. */
const LITTLE_TO_SPARE = [
  { value: null, color: BLUE },
  { value: 0.85, color: WATCH },
  { value: 0.95, color: VERMILLION },
];

const busiest = ranking({
  title: 'Highest occupancy',
  description:
    'Queues whose agents have the least to spare: busy ones over all who serve the queue. From about 85 % on waits grow quickly. A click leads to the queue.',
  unit: 'percentunit',
  decimals: 0,
  min: 0,
  max: 1,
  thresholds: LITTLE_TO_SPARE,
  links: [SERIES_TO_QUEUE],
  queries: [{ expr: `sort_desc(topk(12, ${OCCUPANCY}))`, legend: '{{queue}} ({{tenant}})' }],
});

const byQueue = table({
  title: 'Agents by queue',
  description:
    'Head-count by state, as of the last poll. Media all: agents are not told apart by medium. A dash is a state that the platform does not tell of. The name leads to the queue.',
  noValue: 'No agents are known on these queues',
  labels: QUEUE_COLUMNS,
  figures: [
    {
      title: 'Occupancy',
      expr: OCCUPANCY,
      unit: 'percentunit',
      decimals: 0,
      min: 0,
      max: 1,
      cell: 'bar',
      width: 150,
      thresholds: LITTLE_TO_SPARE,
    },
    {
      title: 'Logged in',
      expr: perQueue('contact_center_queue_agents_logged_in', CHOSEN_QUEUES_OF_ALL_MEDIA),
      unit: 'short',
      width: 95,
    },
    ...AGENT_STATES.map((state) => ({
      title: agentStateName(state).replace(/^./, (letter) => letter.toUpperCase()),
      expr: onQueues(state),
      unit: 'short',
      width: 120,
    })),
  ],
  sort: { by: 'Occupancy', descending: true },
});

const CONFIGURED = `max by (tenant, agent_id, state) (contact_center_agent_state_seconds{${CHOSEN_TENANTS}})`;

const ofOneAgent = table({
  title: 'Agents told one by one: time by state',
  description:
    'Time in each state over the last 24 hours, of the agents whose ids the configuration lists under agents.ids; nobody else is told apart.',
  noValue: 'The configuration lists no agents',
  labels: [
    { label: 'agent_id', title: 'Agent' },
    { label: 'tenant', title: 'Tenant', width: 140 },
    { label: 'state', title: 'State', width: 200 },
  ],
  figures: [
    {
      title: 'Time',
      expr: `sort_desc(${CONFIGURED})`,
      unit: 'dtdurations',
      min: 0,
      max: 86_400,
      cell: 'bar',
      thresholds: [{ value: null, color: BLUE }],
    },
  ],
});

const timeOfOneAgent = timeSeries({
  title: 'Agents told one by one: through time',
  description: 'The same through time. Each point counts the 24 hours before it.',
  unit: 'dtdurations',
  noValue: 'The configuration lists no agents',
  queries: [{ expr: CONFIGURED, legend: '{{agent_id}}, {{state}}' }],
});

export const agents = dashboard({
  uid: 'contact-center-agents',
  description: 'Agents: who is there, what do they do, and do they suffice?',
  variables: [variables.datasource(), variables.tenants(), variables.media(), variables.queues()],
  annotations: [alerts('tenant=~"$tenant|"')],
  from: 'now-12h',
  refresh: '30s',
  sections: [
    {
      lines: [
        line(5, [now]),
        line(8, [distinctByState, onQueuesByState]),
        line(10, [waitingAndAvailable, busiest]),
        line(12, [byQueue]),
      ],
    },
    { title: 'Agents told one by one', lines: [line(9, [ofOneAgent, timeOfOneAgent])] },
  ],
});
