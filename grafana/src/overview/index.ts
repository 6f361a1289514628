import { CHOSEN_QUEUES, configurationChanges, dashboard, line, pages, variables } from '../kit/index.ts';
import { firing } from './alerts.ts';
import { serviceLevelByTenant, troubled, waitingByTenant } from './history.ts';
import { agentsAgainstPlan, contactsAgainstPlan } from './plan.ts';
import { platformStatus } from './platform-status.ts';
import { present } from './present.ts';
import { tenants } from './tenants.ts';
import { worstFirst } from './worst-first.ts';

/** Operations overview: every tenant at a glance, worst tenants and queues first. */

export const overview = dashboard({
  uid: 'contact-center-overview',
  description: 'Every tenant at a glance and the worst queues first: where is help needed now?',
  variables: [
    variables.datasource(),
    variables.tenants(),
    variables.media(),
    variables.queues(),
    ...variables.addresses(),
  ],
  annotations: [
    pages(({ scope }) => scope === 'tenant', 'tenant=~"$tenant"'),
    configurationChanges(CHOSEN_QUEUES),
  ],
  from: 'now-6h',
  refresh: '30s',
  sections: [
    {
      lines: [line(4, present, [4, 4, 3, 4, 3, 3, 3]), line(8, [tenants, firing]), line(13, [worstFirst])],
    },
    {
      title: 'The last hours',
      lines: [line(8, [waitingByTenant, serviceLevelByTenant]), line(7, [troubled, platformStatus])],
    },
    {
      title: 'Against the workforce plan',
      collapsed: true,
      lines: [line(7, [agentsAgainstPlan, contactsAgainstPlan])],
    },
  ],
});
