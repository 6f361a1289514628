import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Link } from './panel.ts';

/** The dashboards by their uid, in the order in which they are offered. Alerts and bookmarks lead here: they stay. */
export const DASHBOARDS = {
  'contact-center-overview': 'Overview',
  'contact-center-queue': 'Queue',
  'contact-center-service-level': 'Service level',
  'contact-center-agents': 'Agents',
  'contact-center-channels': 'Channels',
  'contact-center-exporter': 'Exporter',
} as const;
export type DashboardUid = keyof typeof DASHBOARDS;

/** What Grafana fills in as it is: the text variables for addresses. */
const address = (variable: 'wallboard' | 'runbooks') => `\${${variable}:raw}`;

/** To all other dashboards, the wallboard and the runbooks. The choice of many does not help where one queue is shown. */
export function navigation(from: DashboardUid): DashboardLinkBuilder[] {
  const others = Object.entries(DASHBOARDS).filter(([uid]) => uid !== from);
  return [
    ...others.map(([uid, title]) =>
      link(title, `/d/${uid}`)
        .keepTime(true)
        .includeVars(uid !== 'contact-center-queue')
        .icon('dashboard'),
    ),
    link('Wallboard', address('wallboard')).targetBlank(true).icon('external link'),
    link('Runbooks', address('runbooks')).targetBlank(true).icon('doc'),
  ];
}

function link(title: string, url: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url).tooltip(title);
}

/** What Grafana fills in when a link is followed. */
const filledIn = (what: string) => `\${${what}:percentencode}`;

const toQueue = (tenant: string, queueId: string): Link => ({
  title: 'Open this queue',
  url: `/d/contact-center-queue?var-datasource=$datasource&var-tenant=${filledIn(tenant)}&var-queue=${filledIn(queueId)}&$__url_time_range`,
});

/** From a row of a table to its queue: the columns `Tenant` and `Queue id` have to be there. */
export const ROW_TO_QUEUE = toQueue('__data.fields.Tenant', '__data.fields["Queue id"]');

/** From a series with the labels of a queue to that queue. */
export const SERIES_TO_QUEUE = toQueue('__field.labels.tenant', '__field.labels.queue_id');

/** From a row of a table to the overview of its tenant alone. */
export const CELL_TO_TENANT: Link = {
  title: 'Only this tenant',
  url: `/d/contact-center-overview?var-datasource=$datasource&var-tenant=${filledIn('__value.raw')}&$__url_time_range`,
};

/** From the name of an alert to its runbook. */
export const CELL_TO_RUNBOOK: Link = { title: 'Runbook', url: `${address('runbooks')}/\${__value.raw}.md` };
