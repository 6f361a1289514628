import { BLUE, COUNT, GREY, ORANGE, RATIO, timeSeries } from '../kit/index.ts';
import { QUEUE_ONLY } from './scope.ts';

/** Staff and contacts of the queue against its workforce plan, and against what its load requires. */

const recorded = (name: string) => `max(queue:contact_center_queue_${name}{${QUEUE_ONLY}})`;

export const staffAgainstPlan = timeSeries({
  title: 'Agents: serving, planned, required',
  description:
    'Agents available or busy, those that the plan has for this time, and the fewest who meet the target at the estimated load.',
  unit: COUNT,
  noValue: 'No plan, and too few contacts for an estimate',
  queries: [
    { expr: recorded('agents_serving:max'), legend: 'Serving' },
    { expr: recorded('agents_planned:sum'), legend: 'Planned' },
    {
      expr: `sum(max by (media) (contact_center_queue_agents_required{${QUEUE_ONLY}}))`,
      legend: 'Required',
    },
  ],
  looks: {
    Serving: { colour: BLUE },
    Planned: { colour: GREY, dashed: true },
    Required: { colour: ORANGE },
  },
});

export const contactsAgainstPlan = timeSeries({
  title: 'Contacts in half an hour: actual and planned',
  description: 'Contacts that ended in the last half hour, and those that the plan expects in it.',
  unit: COUNT,
  noValue: 'No plan',
  queries: [
    { expr: recorded('contacts:planned30m'), legend: 'Actual' },
    { expr: recorded('contacts_planned:increase30m'), legend: 'Planned' },
  ],
  looks: { Actual: { colour: BLUE }, Planned: { colour: GREY, dashed: true } },
});

export const planDeviation = timeSeries({
  title: 'Deviation from the plan',
  description: 'Actual minus planned, as a share of planned: below 0 there are fewer than planned.',
  unit: RATIO,
  noValue: 'No plan',
  queries: [
    { expr: recorded('agents_plan_deviation:ratio'), legend: 'Agents' },
    { expr: recorded('contacts_plan_deviation:ratio30m'), legend: 'Contacts' },
  ],
  looks: { Agents: { colour: BLUE }, Contacts: { colour: ORANGE } },
});
