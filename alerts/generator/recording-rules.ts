import { BUSINESS_HOURS } from './business-hours.ts';
import { planRules } from './plan-rules.ts';
import { lines, perQueue, QUEUE_LABELS, type RecordingRule, type RuleGroup } from './rule.ts';
import { than } from './thresholds.ts';

/**
 * Recording rules for alerts and dashboards. Counts are summed first and divided last: no value is an average of ratios.
 * Every rule named `queue:...` has exactly the labels tenant, queue_id, queue, media.
 */

interface Period {
  readonly name: string;
  /** Interval at which a rolling window is sampled over the period. */
  readonly step: string;
  readonly stepSeconds: number;
}

const SHORT_PERIODS: readonly Period[] = [
  { name: '5m', step: '1m', stepSeconds: 60 },
  { name: '30m', step: '1m', stepSeconds: 60 },
  { name: '1h', step: '1m', stepSeconds: 60 },
];
/** A shift and a day. */
const LONG_PERIODS: readonly Period[] = [
  { name: '8h', step: '5m', stepSeconds: 300 },
  { name: '1d', step: '5m', stepSeconds: 300 },
];

/** Rolling windows are named by their length, such as 15m; a window since midnight has a word as its name. */
const ROLLING = 'window=~"[0-9].*"';

const COUNTS = ['answered', 'abandoned', 'short_abandoned', 'answered_within_threshold'] as const;

/** Queues whose service level leaves out abandoned contacts; absent for those that count all. */
const LEAVES_OUT = 'contact_center_queue_service_level_abandons_info';

const BOTH_KINDS = `From counters where the platform has them. Elsewhere from the counts of its rolling window (such as 15 minutes),
sampled at an interval: a sample per minute represents one minute's share of its window. That is exact over long
periods; at the edges it lags by half the window. No contact is counted that the platform did not report.`;

const COUNTED_COMMENT = lines`
  | Contacts that the service level counts, the denominator of its ratio: all that ended, unless service_level.abandons of
  | the configuration leaves out the abandoned or the short ones.`;

const ANSWERED_WAIT = 'queue:contact_center_queue_answered_wait:window';
const ANSWERED = 'queue:contact_center_queue_answered:window';

const PERCENTILES = [50, 90, 95] as const;

const waitOver = (period: string, step: string): string =>
  `sum_over_time((${ANSWERED_WAIT} and ${ANSWERED})[${period}:${step}])`;
const answeredOver = (period: string, step: string): string =>
  `sum_over_time((${ANSWERED} and ${ANSWERED_WAIT})[${period}:${step}])`;

/** `openTenants`: their service levels over longer periods count only what ends while they are open. */
export function recordingGroups(openTenants: readonly string[]): readonly RuleGroup[] {
  const over = (list: readonly Period[]): RecordingRule[] => periods(list, openTenants);
  return [
    {
      name: 'contact-center-queues',
      rules: [
        ...presentState(),
        ...rollingWindow(),
        ...speedOfAnswer(),
        ...waitPercentiles(),
        ...over(SHORT_PERIODS),
        enough(),
        ...meanSpeedOfAnswer(SHORT_PERIODS.slice(-1)),
      ],
    },
    { name: 'contact-center-plan', rules: planRules },
    {
      name: 'contact-center-queues-shift-and-day',
      interval: '1m',
      rules: [...over(LONG_PERIODS), ...meanSpeedOfAnswer(LONG_PERIODS), ...tenantDay()],
    },
  ];
}

function presentState(): RecordingRule[] {
  return [
    {
      record: 'queue:contact_center_queue_waiting:max',
      expr: perQueue('contact_center_queue_waiting_interactions'),
    },
    {
      record: 'queue:contact_center_queue_oldest_wait:seconds',
      comment:
        'Wait of the oldest contact. Where the platform does not report waiting contacts, its own current wait.',
      expr: lines`
        | time() - min by (${QUEUE_LABELS}) (contact_center_queue_oldest_waiting_timestamp_seconds)
        | or
        | (
        |   ${perQueue('contact_center_queue_reported_wait_seconds')}
        |   unless
        |   queue:contact_center_queue_waiting:max
        | )`,
    },
    {
      record: 'queue:contact_center_queue_agents:max',
      comment: 'Agents on the queue in any state; absent where the platform reports only the available ones.',
      expr: lines`
        | ${perQueue('contact_center_queue_agents_logged_in')}
        | or
        | (
        |   sum by (${QUEUE_LABELS}) (max by (${QUEUE_LABELS}, state) (contact_center_queue_agents))
        |   and
        |   ${perQueue('contact_center_queue_agents{state="busy"}')}
        | )`,
    },
    {
      record: 'queue:contact_center_queue_agents_serving:max',
      comment:
        'Agents who are available or busy; active contacts replace busy agents where those are not reported.',
      expr: lines`
        | ${perQueue('contact_center_queue_agents{state="available"}')}
        | +
        | (
        |   sum by (${QUEUE_LABELS}) (
        |     max by (${QUEUE_LABELS}, state) (contact_center_queue_agents{state=~"busy|after_contact_work"})
        |   )
        |   or
        |   ${perQueue('contact_center_queue_active_interactions')}
        | )`,
    },
    {
      record: 'queue:contact_center_queue_service_level:judged',
      comment: "Over the rolling window where the platform reports counts, else the platform's own value.",
      expr: lines`
        | ${perQueue(`contact_center_queue_service_level_ratio{${ROLLING}}`)}
        | or
        | ${perQueue('contact_center_queue_service_level_ratio{window="platform"}')}`,
    },
    {
      record: 'queue:contact_center_queue_error_budget:ratio',
      comment: 'Share of contacts that may be served late. At least 1 %, to avoid division by zero.',
      expr: `clamp_min(1 - ${perQueue('contact_center_queue_service_level_target_ratio')}, 0.01)`,
    },
  ];
}

/** Counts of the rolling window of the exporter's service level. */
function rollingWindow(): RecordingRule[] {
  const ofWindow = (count: 'answered' | 'abandoned' | 'short_abandoned'): RecordingRule => ({
    record: `queue:contact_center_queue_${count}:window`,
    expr: lines`
      | ${perQueue(`contact_center_queue_${count}_interactions{${ROLLING}}`)}
      | or
      | ${increase(count, '15m')}`,
  });
  return [
    ofWindow('answered'),
    ofWindow('abandoned'),
    ofWindow('short_abandoned'),
    {
      record: 'queue:contact_center_queue_ended:window',
      expr: 'queue:contact_center_queue_answered:window + queue:contact_center_queue_abandoned:window',
    },
    counted('window', COUNTED_COMMENT),
    {
      record: 'queue:contact_center_queue_answered_within_threshold:window',
      comment: lines`
        | Where it is not counted: the service level times the contacts. Where the platform reports only its own service
        | level, over an unknown period, this is an estimate that changes as fast as that value.`,
      expr: lines`
        | ${perQueue(`contact_center_queue_service_level_ratio{${ROLLING}}`)}
        |   * queue:contact_center_queue_counted:window
        | or
        | ${increase('answered_within_threshold', '15m')}
        | or
        | ${perQueue('contact_center_queue_service_level_ratio{window="platform"}')}
        |   * queue:contact_center_queue_counted:window`,
    },
    {
      record: 'queue:contact_center_queue_excess_late:window',
      comment: 'Contacts served too late or lost in the window, beyond those that the target allows.',
      expr: lines`
        | ${perQueue('contact_center_queue_service_level_target_ratio')}
        |   * queue:contact_center_queue_counted:window
        | - queue:contact_center_queue_answered_within_threshold:window`,
    },
  ];
}

function counted(period: string, comment?: string): RecordingRule {
  const of = (count: string) => `queue:contact_center_queue_${count}:${period}`;
  return {
    record: of('counted'),
    ...(comment !== undefined && { comment }),
    expr: lines`
      | (
      |   ${of('ended')}
      |   unless
      |   ${perQueue(LEAVES_OUT)}
      | )
      | or
      | (
      |   ${of('answered')}
      |   and
      |   ${perQueue(`${LEAVES_OUT}{abandons="exclude"}`)}
      | )
      | or
      | (
      |   ${of('ended')} - ${of('short_abandoned')}
      |   and
      |   ${perQueue(`${LEAVES_OUT}{abandons="exclude_short"}`)}
      | )`,
  };
}

/** Average speed of answer: waits of the answered contacts over their number. */
function speedOfAnswer(): RecordingRule[] {
  return [
    {
      record: ANSWERED_WAIT,
      comment: 'Waits of the contacts answered in the rolling window, together.',
      expr: perQueue(`contact_center_queue_answered_wait_seconds{${ROLLING}}`),
    },
    {
      record: 'queue:contact_center_queue_speed_of_answer:window',
      comment:
        'Average speed of answer, where the platform reports the waits of the answered contacts. wait_seconds_total includes the abandoned ones.',
      expr: `${ANSWERED_WAIT} / (${ANSWERED} > 0)`,
    },
  ];
}

/** Both sums are of the same samples of the rolling window, so that each weighs its contacts. */
function meanSpeedOfAnswer(list: readonly Period[]): RecordingRule[] {
  return list.map(({ name, step }) => ({
    record: `queue:contact_center_queue_speed_of_answer:mean${name}`,
    expr: lines`
      | ${waitOver(name, step)}
      | /
      | (${answeredOver(name, step)} > 0)`,
  }));
}

function waitPercentiles(): RecordingRule[] {
  return PERCENTILES.map((percentile, index) => ({
    record: `queue:contact_center_queue_answered_wait:p${percentile}_24h`,
    ...(index === 0 && {
      comment: lines`
        | Percentiles of the waits of the contacts answered in the last 24 hours, interpolated within the ranges of the platform,
        | where it reports waits by range. In the last range, which has no end, its lower bound. Absent without contacts.`,
    }),
    expr: lines`
      | histogram_quantile(
      |   ${String(percentile / 100)},
      |   max by (${QUEUE_LABELS}, le) (contact_center_queue_wait_distribution_interactions{outcome="answered"})
      | ) >= 0`,
  }));
}

/** The counts of a service level, which may be restricted to opening hours. */
const JUDGED_COUNTS: readonly string[] = ['counted', 'answered_within_threshold'];
/** The steps that a restricted period is summed from. */
const OPEN_STEP = '5m';

/** A range just below a period has as many steps as the period in every version of Prometheus: some include the edge. */
const JUST_BELOW: Readonly<Record<string, string>> = {
  '30m': '29m59s999ms',
  '1h': '59m59s999ms',
  '8h': '7h59m59s999ms',
  '1d': '23h59m59s999ms',
};

function periods(list: readonly Period[], openTenants: readonly string[]): RecordingRule[] {
  return list.flatMap((period, i) => [
    ...COUNTS.map((count, j) => ({
      ...restricted(countOver(count, period), count, period.name, openTenants),
      ...(i === 0 && j === 0 && { comment: BOTH_KINDS }),
    })),
    ...ratiosOver(period.name, openTenants),
  ]);
}

/**
 * Adds the tenants whose service level holds in opening hours: the sum of the steps that began while they were open, 0 while
 * closed, in place of the whole period. The steps themselves stay whole.
 */
function restricted(
  rule: RecordingRule,
  count: string,
  period: string,
  openTenants: readonly string[],
): RecordingRule {
  if (openTenants.length === 0 || period === OPEN_STEP || !JUDGED_COUNTS.includes(count)) return rule;
  const tenants = `tenant=~${JSON.stringify(openTenants.map(literal).join('|'))}`;
  const step = `queue:contact_center_queue_${count}:increase${OPEN_STEP}{${tenants}}`;
  return {
    ...rule,
    expr: lines`
      | (
      |   sum_over_time(
      |     (${step} * on (tenant) group_left () ${BUSINESS_HOURS} offset ${OPEN_STEP})[${JUST_BELOW[period] ?? period}:${OPEN_STEP}]
      |   )
      |   and ${step}
      | )
      | or
      | ${rule.expr}`,
  };
}

/** A regular expression that matches only the text. */
function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function countOver(count: (typeof COUNTS)[number], { name, step, stepSeconds }: Period): RecordingRule {
  return {
    record: `queue:contact_center_queue_${count}:increase${name}`,
    expr: lines`
      | ${increase(count, name)}
      | or
      | (
      |   sum_over_time(queue:contact_center_queue_${count}:window[${name}:${step}])
      |     * ${String(stepSeconds)} / ${perQueue('contact_center_queue_service_level_window_seconds')}
      |   and queue:contact_center_queue_${count}:window
      | )`,
  };
}

/** Increase of a counter that is still exported. */
function increase(count: (typeof COUNTS)[number], period: string): string {
  const counter = `contact_center_queue_${count}_total`;
  return perQueue(`increase(${counter}[${period}]) and ${counter}`);
}

function ratiosOver(period: string, openTenants: readonly string[]): RecordingRule[] {
  const series = (name: string) => `queue:contact_center_queue_${name}:increase${period}`;
  return [
    { record: series('ended'), expr: `${series('answered')} + ${series('abandoned')}` },
    restricted(counted(`increase${period}`), 'counted', period, openTenants),
    {
      record: `queue:contact_center_queue_service_level:ratio${period}`,
      expr: `${series('answered_within_threshold')} / (${series('counted')} > 0)`,
    },
    {
      record: `queue:contact_center_queue_abandonment:ratio${period}`,
      expr: `${series('abandoned')} / (${series('ended')} > 0)`,
    },
    {
      record: `queue:contact_center_queue_budget_burn:ratio${period}`,
      ...(period === '5m' && {
        comment:
          "Share of late contacts over the share that may be late: at 1 a day's contacts spend the day's budget.",
      }),
      expr: lines`
        | (1 - queue:contact_center_queue_service_level:ratio${period})
        | / queue:contact_center_queue_error_budget:ratio`,
    },
  ];
}

function enough(): RecordingRule {
  return {
    record: 'queue:contact_center_queue_enough_contacts:bool',
    comment: 'Whether the volume is high enough for a ratio. Where contacts are not counted, by agents.',
    expr: lines`
      | queue:contact_center_queue_ended:increase30m ${than('>= bool', 'min_contacts')}
      | or
      | queue:contact_center_queue_agents:max ${than('>= bool', 'min_agents')}`,
  };
}

/** The tenant's day: counts summed over the queues, then divided. */
function tenantDay(): RecordingRule[] {
  const series = (level: string, name: string) => `${level}:contact_center_queue_${name}:increase1d`;
  const sums = ['ended', 'counted', 'abandoned', 'answered_within_threshold'].map((name) => ({
    record: series('tenant', name),
    expr: `sum by (tenant) (${series('queue', name)})`,
  }));
  const ratio = (name: string, part: string, whole: string): RecordingRule => ({
    record: `tenant:contact_center_queue_${name}:ratio1d`,
    expr: `${series('tenant', part)} / (${series('tenant', whole)} > 0)`,
  });
  const [day] = LONG_PERIODS.slice(-1) as [Period];
  const ofTenant = (samples: string): string => `sum by (tenant) (${samples})`;
  return [
    ...sums,
    {
      record: 'tenant:contact_center_queue_speed_of_answer:mean1d',
      expr: lines`
        | ${ofTenant(waitOver(day.name, day.step))}
        | /
        | (${ofTenant(answeredOver(day.name, day.step))} > 0)`,
    },
    ratio('service_level', 'answered_within_threshold', 'counted'),
    ratio('abandonment', 'abandoned', 'ended'),
  ];
}
