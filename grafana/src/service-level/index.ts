import { CHOSEN_QUEUES, configurationChanges, dashboard, line, pages, variables } from '../kit/index.ts';
import { budgets } from './day.ts';
import { day } from './figures.ts';
import { abandonments, fastBurn, serviceLevels, slowBurn } from './history.ts';
import { contactsByHour, ratiosByHour } from './hour-of-day.ts';
import { lowest, mostAbandoned } from './rankings.ts';

/** Service level and abandonment: what the budget is spent on, and how fast. */

export const serviceLevel = dashboard({
  uid: 'contact-center-service-level',
  description:
    'Service level and abandonment: which queues have spent their budget, how fast, and at what hours?',
  variables: [
    variables.datasource(),
    variables.tenants(),
    variables.media(),
    variables.queues(),
    ...variables.addresses(),
  ],
  annotations: [
    pages(({ dashboard }) => dashboard === 'contact-center-service-level', CHOSEN_QUEUES),
    configurationChanges(CHOSEN_QUEUES),
  ],
  from: 'now-7d',
  refresh: '5m',
  sections: [
    { lines: [line(4, day), line(12, [budgets])] },
    { title: 'Over time', lines: [line(8, [fastBurn, slowBurn]), line(8, [serviceLevels, abandonments])] },
    { title: 'Ranking of the last 24 hours', lines: [line(10, [lowest, mostAbandoned])] },
    { title: 'By hour of day', lines: [line(9, [ratiosByHour, contactsByHour])] },
  ],
});
