import {
  AGENT_STATES,
  CONTACT_OUTCOMES,
  PLATFORM_WINDOW,
  type WaitDistribution,
  type WindowCounts,
  type WindowedCounts,
  windowLabel,
} from '../domain/index.ts';
import { abandonmentRatio, PREDICTION_METHODS, type QueueView, serviceLevelRatio } from '../signals/index.ts';
import type { Emit, Family } from './family.ts';
import { boundText } from './family.ts';

/** Every metric of a queue. Labels `tenant, queue_id, queue, media` come before the ones named here. */

type QueueFamily = Family<QueueView>;

const gauge = (name: string, help: string, read: (queue: QueueView) => number | undefined): QueueFamily => ({
  name: `contact_center_queue_${name}`,
  type: 'gauge',
  help: `${help} As of the last successful poll.`,
  labels: [],
  read: (queue, emit) => {
    const value = read(queue);
    if (value !== undefined) emit(value);
  },
});

const labelledGauge = (
  name: string,
  label: string,
  help: string,
  read: (queue: QueueView, emit: Emit) => void,
): QueueFamily => ({
  name: `contact_center_queue_${name}`,
  type: 'gauge',
  help: `${help} As of the last successful poll.`,
  labels: [label],
  read,
});

const counter = (
  name: string,
  help: string,
  read: (totals: NonNullable<QueueView['facts']['totals']>) => number | undefined,
): QueueFamily => ({
  name: `contact_center_queue_${name}_total`,
  type: 'counter',
  help: `${help} Counted from 0 at the start of the exporter; as of the last successful poll.`,
  labels: [],
  read: ({ facts }, emit) => {
    const value = facts.totals && read(facts.totals);
    if (value !== undefined) emit(value);
  },
});

/** Labels by key. A configuration has few windows; each of thousands of queues has them all. */
const windowLabels = new Map<string, string>();

/** Calls `visit` with the counts and the label of each window, such as `15m`; allocates nothing per queue. */
function forEachWindow(
  windows: WindowedCounts | undefined,
  visit: (counts: WindowCounts, label: string) => void,
): void {
  for (const key in windows) {
    let label = windowLabels.get(key);
    if (label === undefined) {
      label = windowLabel(key);
      windowLabels.set(key, label);
    }
    visit(windows[key as keyof WindowedCounts] ?? {}, label);
  }
}

const windowCount = (name: 'offered' | 'answered' | 'abandoned', help: string): QueueFamily =>
  labelledGauge(`${name}_interactions`, 'window', help, ({ facts }, emit) => {
    forEachWindow(facts.windows, (counts, window) => {
      const count = counts[name];
      if (count !== undefined) emit(count, window);
    });
  });

const flag = (value: boolean | undefined): number | undefined =>
  value === undefined ? undefined : Number(value);

export const QUEUE_LABELS = ['tenant', 'queue_id', 'queue', 'media'] as const;

export const queueFamilies: readonly QueueFamily[] = [
  gauge('waiting_interactions', 'Interactions waiting in the queue.', ({ facts }) => facts.waiting),
  gauge('active_interactions', 'Interactions being handled.', ({ facts }) => facts.active),
  gauge(
    'oldest_waiting_timestamp_seconds',
    'When the oldest waiting interaction entered the queue, Unix time; absent when nobody waits.',
    ({ facts }) => facts.oldestWaitingAt,
  ),
  gauge('reported_wait_seconds', "The platform's own current wait.", ({ facts }) => facts.waitSeconds),
  labelledGauge('agents', 'state', 'Agents on the queue by state.', ({ facts }, emit) => {
    for (const state of AGENT_STATES) {
      const count = facts.agents?.[state];
      if (count !== undefined) emit(count, state);
    }
  }),
  gauge('agents_logged_in', 'Agents logged in on the queue.', ({ facts }) => facts.agentsLoggedIn),
  gauge(
    'occupancy_ratio',
    'Share of the agents serving the queue who are busy, 0 to 1.',
    ({ signals }) => signals.occupancy,
  ),
  labelledGauge(
    'service_level_ratio',
    'window',
    "Share of contacts served inside the threshold, 0 to 1; window platform is the platform's own figure.",
    ({ facts }, emit) => {
      forEachWindow(facts.windows, (counts, window) => {
        const ratio = serviceLevelRatio(counts);
        if (ratio !== undefined && window !== PLATFORM_WINDOW) emit(ratio, window);
      });
      if (facts.serviceLevel !== undefined) emit(facts.serviceLevel, PLATFORM_WINDOW);
    },
  ),
  gauge(
    'service_level_target_ratio',
    'The service level the queue is held against, 0 to 1.',
    ({ policy }) => policy.target,
  ),
  gauge(
    'service_level_threshold_seconds',
    'The wait inside which a contact counts as served in time.',
    ({ policy }) => policy.thresholdSeconds,
  ),
  gauge(
    'service_level_window_seconds',
    'The rolling window over which the service level is judged.',
    ({ policy }) => policy.windowSeconds,
  ),
  windowCount('offered', 'Interactions offered in the window.'),
  windowCount('answered', 'Interactions answered in the window.'),
  windowCount('abandoned', 'Interactions abandoned in the window.'),
  labelledGauge(
    'abandonment_ratio',
    'window',
    'Abandoned / (abandoned + answered) in the window, 0 to 1; absent when nothing ended in it.',
    ({ facts }, emit) => {
      forEachWindow(facts.windows, (counts, window) => {
        const ratio = abandonmentRatio(counts);
        if (ratio !== undefined) emit(ratio, window);
      });
    },
  ),
  counter('offered', 'Interactions offered.', ({ offered }) => offered),
  counter('answered', 'Interactions answered.', ({ answered }) => answered),
  counter(
    'answered_within_threshold',
    'Interactions answered inside the service-level threshold.',
    ({ answeredWithinThreshold }) => answeredWithinThreshold,
  ),
  counter('abandoned', 'Interactions abandoned.', ({ abandoned }) => abandoned),
  counter(
    'short_abandoned',
    "Interactions abandoned sooner than the platform's short-abandon limit.",
    ({ shortAbandoned }) => shortAbandoned,
  ),
  counter('handle_seconds', 'Time spent handling interactions.', ({ handleSeconds }) => handleSeconds),
  counter('wait_seconds', 'Time interactions waited.', ({ waitSeconds }) => waitSeconds),
  {
    name: 'contact_center_queue_wait_distribution_interactions',
    type: 'gauge',
    help: "Interactions that waited at most le seconds before they were answered or abandoned, in the 24 hours before the last successful poll; cumulative up to +Inf, from the platform's wait-time ranges. A sliding window that falls as well as rises: take histogram_quantile of it without rate or increase.",
    labels: ['outcome', 'le'],
    read: ({ facts }, emit) => {
      for (const outcome of CONTACT_OUTCOMES) {
        const distribution = facts.waitDistribution?.[outcome];
        if (distribution) emitCumulative(distribution, outcome, emit);
      }
    },
  },
  gauge(
    'sla_breach',
    'Whether the rolling service level is below target with enough contacts in the window to judge it.',
    ({ signals }) => flag(signals.breached),
  ),
  labelledGauge(
    'sla_breach_probability',
    'method',
    'Chance that the service level is in breach at some poll inside the horizon, 0 to 1.',
    ({ signals }, emit) => {
      for (const method of PREDICTION_METHODS) {
        const probability = signals.predictions[method]?.probability;
        if (probability !== undefined) emit(probability, method);
      }
    },
  ),
  labelledGauge(
    'sla_breach_predicted',
    'method',
    'Whether a breach inside the horizon is predicted.',
    ({ signals }, emit) => {
      for (const method of PREDICTION_METHODS) {
        const predicted = flag(signals.predictions[method]?.predicted);
        if (predicted !== undefined) emit(predicted, method);
      }
    },
  ),
  gauge(
    'estimated_wait_seconds',
    'Estimated wait of the next interaction to arrive.',
    ({ signals }) => signals.estimatedWaitSeconds,
  ),
  gauge(
    'config_version',
    "Version of the queue's routing configuration.",
    ({ facts }) => facts.configVersion,
  ),
  gauge(
    'config_drift',
    "Whether the queue's routing configuration differs from the desired one.",
    ({ facts }) => flag(facts.configDrifted),
  ),
  {
    name: 'contact_center_queue_config_changes_total',
    type: 'counter',
    help: "Changes of the queue's configuration by action, from the platform's audit log. Counted from 0 at the start of the exporter; as of the last successful poll.",
    labels: ['action'],
    read: ({ facts }, emit) => {
      for (const action in facts.configChanges) emit(facts.configChanges[action] ?? 0, action);
    },
  },
];

/** Ends with `+Inf`, whether or not the platform has such a range, because `histogram_quantile` needs it. */
function emitCumulative({ upperBounds, counts }: WaitDistribution, outcome: string, emit: Emit): void {
  let running = 0;
  upperBounds.forEach((bound, index) => {
    running += counts[index] ?? 0;
    if (bound !== Infinity) emit(running, outcome, boundText(bound));
  });
  emit(running, outcome, boundText(Infinity));
}
