import type { AnalyticsMetric } from '../domain/index.ts';
import type { AnalyticsKpis, TenantSnapshot } from '../signals/index.ts';
import type { Family } from './family.ts';

/** Interaction analytics of a tenant by channel. The label `tenant` precedes `channel`. */

type Figure =
  | { readonly metric: AnalyticsMetric; readonly kpi?: undefined }
  | { readonly kpi: keyof AnalyticsKpis };

const OVER = 'over the last 24 hours, by channel. As of the last successful poll.';

const perChannel = (name: string, help: string, figure: Figure): Family<TenantSnapshot> => ({
  name: `contact_center_analytics_${name}`,
  type: 'gauge',
  help: `${help} ${OVER}`,
  labels: ['channel'],
  read: ({ analytics = [] }, emit) => {
    for (const { channel, figures, kpis } of analytics) {
      const value = figure.kpi === undefined ? figures[figure.metric] : kpis[figure.kpi];
      if (value !== undefined) emit(value, channel);
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
];
