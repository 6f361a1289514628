import { MappingType, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { BAD, CELL_TO_RUNBOOK, COUNT, LONG_DURATION, table, WATCH, words } from '../kit/index.ts';

/** The alerts that fire now. */

const BY = 'alertname, severity, tenant, queue';
const which = (matchers = '') => `{alertname=~"ContactCenter.+",tenant=~"$tenant|"${matchers}}`;

/** Unix time at which the condition of each firing alert began to hold. */
const since = (matchers = '') =>
  `max by (${BY}) (ALERTS_FOR_STATE${which(matchers)} and ignoring (alertstate) ALERTS${which(`,alertstate="firing"${matchers}`)})`;

/** The link goes by the whole name; in the cell, what all names begin with takes room from the rest. */
const WITHOUT_PREFIX: ValueMapping = {
  type: MappingType.RegexToText,
  options: { pattern: '^ContactCenter(.+)$', result: { text: '$1' } },
};

/** Further back than any alert began: what does not page comes after all that does. */
const BEFORE_ALL = '1e10';

export const firing = table({
  title: 'Alerts, pages first',
  description:
    'Alerts that fire now, those that others silence included: pages before tickets, the latest first, with the time for which their condition has held. The name leads to the runbook, once the address of the runbooks is set (on the dashboard of the exporter, or in alerts/settings.yaml).',
  noValue: 'No alert fires',
  labels: [
    {
      label: 'severity',
      title: 'Severity',
      width: 95,
      mappings: words({ page: ['page', BAD], ticket: ['ticket', WATCH] }),
      coloured: true,
    },
    { label: 'alertname', title: 'Alert', width: 240, link: CELL_TO_RUNBOOK, mappings: [WITHOUT_PREFIX] },
    { label: 'tenant', title: 'Tenant', width: 100 },
    { label: 'queue', title: 'Queue' },
  ],
  figures: [
    {
      title: 'Order',
      expr: `${since(',severity="page"')} or ${since(',severity!="page"')} - ${BEFORE_ALL}`,
      unit: COUNT,
      dropped: true,
    },
    { title: 'For', expr: `time() - ${since()}`, unit: LONG_DURATION, width: 90 },
  ],
  sort: { by: 'Order', descending: true },
});
