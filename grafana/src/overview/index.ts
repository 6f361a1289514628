import {
  alerts,
  CHOSEN_QUEUES_OF_ALL_MEDIA,
  configurationChanges,
  dashboard,
  line,
  variables,
} from '../kit/index.ts';
import { serviceLevelByTenant, troubled, waitingByTenant } from './history.ts';
import { platformStatus } from './platform-status.ts';
import { present } from './present.ts';
import { firing, tenants } from './tenants.ts';
import { worstFirst } from './worst-first.ts';

/** Operations overview: every tenant at a glance, worst queues first. */

export const overview = dashboard({
  uid: 'contact-center-overview',
  description: 'Every tenant at a glance and the worst queues first: where is help needed now?',
  variables: [variables.datasource(), variables.tenants(), variables.media(), variables.queues()],
  annotations: [alerts('tenant=~"$tenant|"'), configurationChanges(CHOSEN_QUEUES_OF_ALL_MEDIA)],
  from: 'now-6h',
  refresh: '30s',
  sections: [
    {
      lines: [line(4, present), line(13, [worstFirst]), line(8, [tenants, firing], [15, 9])],
    },
    {
      title: 'The last hours',
      lines: [line(8, [waitingByTenant, serviceLevelByTenant]), line(7, [troubled, platformStatus])],
    },
  ],
});
