import { ANALYTICS_SUBDIVISIONS, type AnalyticsMetric } from '../domain/index.ts';
import type { AnalyticsKpis, TenantSnapshot } from '../signals/index.ts';
import type { Family } from './family.ts';

/** Interaction analytics of a tenant by channel and the other dimensions of a query. The label `tenant` precedes `channel`. */

type Figure =
  | { readonly metric: AnalyticsMetric; readonly kpi?: undefined }
  | { readonly kpi: keyof AnalyticsKpis };

const OVER =
  "over the query's window, by default the last 24 hours, by channel and the query's other dimensions. As of the last successful poll.";

const perChannel = (name: string, help: string, figure: Figure): Family<TenantSnapshot> => ({
  name: `contact_center_analytics_${name}`,
  type: 'gauge',
  help: `${help} ${OVER}`,
  labels: ['channel', ...ANALYTICS_SUBDIVISIONS],
  read: ({ analytics = [] }, emit) => {
    for (const { channel, by, figures, kpis } of analytics) {
      const value = figure.kpi === undefined ? figures[figure.metric] : kpis[figure.kpi];
      if (value === undefined) continue;
      if (by) emit(value, channel, ...ANALYTICS_SUBDIVISIONS.map((name) => by[name] ?? ''));
      else emit(value, channel);
    }
  },
});

const mean = (name: string, what: string, metric: AnalyticsMetric) =>
  perChannel(`${name}_seconds`, `${what}, mean per interaction as reported by the platform,`, { metric });

const share = (name: string, what: string, metric: AnalyticsMetric) =>
  perChannel(`${name}_ratio`, `${what} as reported by the platform, 0 to 1,`, { metric });

export const analyticsFamilies: readonly Family<TenantSnapshot>[] = [
  mean('handle', 'Handle time', 'handle_time'),
  mean('talk', 'Talk time', 'talk_time'),
  mean('hold', 'Hold time', 'hold_time'),
  mean('queue', 'Queue time', 'queue_time'),
  mean('wrap', 'After-contact work time', 'wrap_time'),
  perChannel('interaction_seconds', 'Mean handle time + mean queue time', { kpi: 'interactionSeconds' }),
  share('abandonment', 'Share of interactions abandoned', 'abandon_rate'),
  share('service_level', 'Share of interactions answered within the threshold', 'service_level'),
  share(
    'first_contact_resolution',
    'Share of interactions resolved at first contact',
    'first_contact_resolution',
  ),
  perChannel('talk_ratio', 'Talk time / handle time, 0 to 1, absent when handle time is 0,', {
    kpi: 'talkRatio',
  }),
  perChannel('hold_impact_ratio', 'Hold time / (handle time + queue time), 0 to 1, absent when both are 0,', {
    kpi: 'holdImpactRatio',
  }),
  perChannel('channel_efficiency_ratio', 'Service level x (1 - abandonment), 0 to 1,', {
    kpi: 'channelEfficiencyRatio',
  }),
  {
    name: 'contact_center_analytics_groups_dropped',
    type: 'gauge',
    help: 'Groups of interactions without series, because an analytics query has more than its max_groups. As of the last successful poll.',
    labels: [],
    read: ({ analyticsGroupsDropped }, emit) => {
      if (analyticsGroupsDropped !== undefined) emit(analyticsGroupsDropped);
    },
  },
];
