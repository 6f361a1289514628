import { CHOSEN_TENANTS, highest, RATIO, timeSeries } from '../kit/index.ts';

/** Tenants against their workforce plans. */

const deviation = (what: string, title: string, description: string) =>
  timeSeries({
    title,
    description: `${description}, as a share of planned, over the queues that have a plan; of up to ten tenants.`,
    unit: RATIO,
    noValue: 'No plan',
    queries: [
      {
        expr: highest(`max by (tenant) (tenant:contact_center_queue_${what}{${CHOSEN_TENANTS}})`),
        legend: '{{tenant}}',
      },
    ],
  });

export const agentsAgainstPlan = deviation(
  'agents_plan_deviation:ratio',
  'Agents against plan, by tenant',
  'Agents serving minus agents planned',
);

export const contactsAgainstPlan = deviation(
  'contacts_plan_deviation:ratio30m',
  'Contacts against plan, by tenant',
  'Contacts of the last half hour minus those planned',
);
