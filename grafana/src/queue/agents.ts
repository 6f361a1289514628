import { AGENT_STATE_LOOKS, COUNT, GREEN, RATIO, timeSeries } from '../kit/index.ts';
import { QUEUE_ONLY } from './scope.ts';

/** The queue's agents, whatever the medium. */

export const agentsByState = timeSeries({
  title: 'Agents by state',
  description:
    'Agents on the queue, stacked by what they do. Agents on several queues count on each of them.',
  unit: COUNT,
  stacked: true,
  noValue: 'Not reported',
  queries: [{ expr: `max by (state) (contact_center_queue_agents{${QUEUE_ONLY}})`, legend: '{{state}}' }],
  looks: AGENT_STATE_LOOKS,
});

export const occupancy = timeSeries({
  title: 'Occupancy',
  description: 'Share of the agents serving the queue who are busy. Near 100 % waits grow quickly.',
  unit: RATIO,
  noValue: 'Not reported',
  max: 1,
  queries: [{ expr: `max(contact_center_queue_occupancy_ratio{${QUEUE_ONLY}})`, legend: 'Occupancy' }],
  looks: { Occupancy: { colour: GREEN } },
});
