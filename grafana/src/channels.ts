import {
  BLUE,
  barChart,
  DURATION,
  dashboard,
  type FigureColumn,
  GREY,
  highest,
  line,
  ORANGE,
  PURPLE,
  RATIO,
  table,
  timeSeries,
  variables,
} from './kit/index.ts';

/** Interaction analytics by channel, as the platform calculates it over the last 24 hours. */

/** Whole channels: series with one of these labels are of a part of one. */
const UNDIVIDED = 'queue="",skill="",campaign=""';
const CHOSEN = `tenant=~"$tenant",channel=~"$channel",${UNDIVIDED}`;
const kpi = (name: string) => `max by (tenant, channel) (contact_center_analytics_${name}{${CHOSEN}})`;

const NOT_COLLECTED = 'No tenant here collects analytics';
const OVER = 'Over the last 24 hours, as of the last successful poll.';

const seconds = (title: string, name: string): FigureColumn => ({
  title,
  expr: kpi(`${name}_seconds`),
  unit: DURATION,
});
const ratio = (title: string, name: string): FigureColumn => ({
  title,
  expr: kpi(`${name}_ratio`),
  unit: RATIO,
  decimals: 1,
});

const compared = table({
  title: 'Channels compared',
  description: `Means and shares of each channel. Efficiency is service level x (1 - abandonment); talk share is talk / handle time; hold impact is hold / (handle + queue time). ${OVER}`,
  noValue: NOT_COLLECTED,
  labels: [
    { label: 'tenant', title: 'Tenant' },
    { label: 'channel', title: 'Channel' },
  ],
  figures: [
    ratio('Efficiency', 'channel_efficiency'),
    ratio('Service level', 'service_level'),
    ratio('Abandoned', 'abandonment'),
    ratio('Resolved at first contact', 'first_contact_resolution'),
    seconds('Interaction', 'interaction'),
    seconds('Queue', 'queue'),
    seconds('Handle', 'handle'),
    seconds('Talk', 'talk'),
    seconds('Hold', 'hold'),
    seconds('Wrap', 'wrap'),
    ratio('Talk share', 'talk'),
    ratio('Hold impact', 'hold_impact'),
  ],
  sort: { by: 'Efficiency', descending: false },
});

const PARTS = { queue: 'Queue', talk: 'Talk', hold: 'Hold', wrap: 'After-contact work' } as const;
/** Of one channel at several tenants, the plain mean: how many interactions each had is not known here. */
const part = (name: string) => `avg by (channel) (${kpi(`${name}_seconds`)})`;

const whereTimeGoes = barChart({
  title: 'Where the time goes',
  description: `Mean seconds of an interaction in the queue, talking, on hold and in after-contact work; of several tenants the plain mean. ${OVER}`,
  unit: DURATION,
  noValue: NOT_COLLECTED,
  stacked: true,
  across: 'channel',
  queries: Object.keys(PARTS).map((name) => ({
    expr: part(name),
    refId: name,
    format: 'table' as const,
    instant: true,
  })),
  transformations: [
    { id: 'merge', options: {} },
    {
      id: 'organize',
      options: {
        excludeByName: { Time: true },
        renameByName: Object.fromEntries(
          Object.entries(PARTS).map(([name, title]) => [`Value #${name}`, title]),
        ),
      },
    },
  ],
  looks: {
    Queue: { colour: ORANGE },
    Talk: { colour: BLUE },
    Hold: { colour: PURPLE },
    'After-contact work': { colour: GREY },
  },
});

interface OverTime {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly kpi: string;
  readonly axisFrom?: number;
}

const overTime = ({ title, description, unit, kpi: name, axisFrom = 0 }: OverTime) =>
  timeSeries({
    title,
    description: `${description} Each point is of the 24 hours before it.`,
    unit,
    axisFrom,
    noValue: NOT_COLLECTED,
    queries: [{ expr: highest(kpi(name)), legend: '{{channel}} ({{tenant}})' }],
  });

/** `axisFrom`: where the axis of a share that is seldom low begins, unless the data goes lower. */
const ratioOverTime = (title: string, description: string, name: string, axisFrom = 0) =>
  overTime({ title, description, unit: RATIO, kpi: `${name}_ratio`, axisFrom });
const secondsOverTime = (title: string, description: string, name: string) =>
  overTime({ title, description, unit: DURATION, kpi: `${name}_seconds` });

export const channels = dashboard({
  uid: 'contact-center-channels',
  description: 'Interaction analytics: which channel serves customers well, and what does it cost in time?',
  variables: [variables.datasource(), variables.tenants(), variables.channels(), ...variables.addresses()],
  annotations: [],
  from: 'now-7d',
  refresh: '5m',
  sections: [
    { lines: [line(9, [compared]), line(9, [whereTimeGoes])] },
    {
      title: 'Quality over time',
      lines: [
        line(8, [
          ratioOverTime('Efficiency', 'Service level x (1 - abandonment).', 'channel_efficiency', 0.8),
          ratioOverTime('Service level', 'Served inside the threshold.', 'service_level', 0.8),
          ratioOverTime('Abandonment', 'Interactions abandoned.', 'abandonment'),
        ]),
        line(8, [
          ratioOverTime(
            'Resolved at first contact',
            'Share of interactions after which the customer did not have to come back.',
            'first_contact_resolution',
            0.5,
          ),
          ratioOverTime('Talk share', 'Talk time over handle time.', 'talk', 0.5),
          ratioOverTime('Hold impact', 'Hold time over handle and queue time.', 'hold_impact'),
        ]),
      ],
    },
    {
      title: 'Handling over time',
      lines: [
        line(8, [
          secondsOverTime('Whole interaction', 'Mean handle time + mean queue time.', 'interaction'),
          secondsOverTime('Handling', 'Mean time that agents spend on an interaction.', 'handle'),
          secondsOverTime('In the queue', 'Mean time in the queue.', 'queue'),
        ]),
      ],
    },
  ],
});
