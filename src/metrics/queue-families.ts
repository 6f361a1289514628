import {
  AGENT_STATES,
  CONTACT_OUTCOMES,
  formatDuration,
  type InteractionCount,
  PLATFORM_WINDOW,
  QUEUE_TOTALS,
  type QueueTotal,
  snakeCase,
  type WaitDistribution,
  type WindowCounts,
  type WindowedCounts,
  windowLabel,
} from '../domain/index.ts';
import {
  abandonmentRatio,
  MIN_ABANDONMENTS,
  MIN_CONTACTS,
  PREDICTION_METHODS,
  type Prediction,
  type QueueView,
  serviceLevelRatio,
} from '../signals/index.ts';
import type { Emit, Family } from './family.ts';
import { boundText } from './family.ts';

/** All metrics of a queue. The labels `tenant, queue_id, queue, media` precede the labels named here. */

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

const TOTAL_HELP: Readonly<Record<QueueTotal, string>> = {
  offered: 'Interactions offered.',
  answered: 'Interactions answered.',
  answeredWithinThreshold: 'Interactions answered within the service-level threshold.',
  abandoned: 'Interactions abandoned.',
  shortAbandoned: "Interactions abandoned sooner than the platform's short-abandon limit.",
  handleSeconds: 'Time spent handling interactions.',
  waitSeconds: 'Time interactions waited.',
};

const counter = (total: QueueTotal): QueueFamily => ({
  name: `contact_center_queue_${snakeCase(total)}_total`,
  type: 'counter',
  help: `${TOTAL_HELP[total]} Counted from 0 at the start of the exporter; as of the last successful poll.`,
  labels: [],
  read: ({ facts }, emit) => {
    const value = facts.totals?.[total];
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

/** Those within the threshold are exported as the service level. */
type WindowCount = Exclude<InteractionCount, 'answeredWithinThreshold'> | 'shortAbandoned';

const windowCount = (name: WindowCount, help: string): QueueFamily =>
  labelledGauge(`${snakeCase(name)}_interactions`, 'window', help, ({ facts }, emit) => {
    forEachWindow(facts.windows, (counts, window) => {
      const count = counts[name];
      if (count !== undefined) emit(count, window);
    });
  });

/** What the values of a queue's load rest on. The estimates forget with a time constant of three hours. */
const FROM_CONTACTS = `from the contacts of the last hours, absent until there are ${MIN_CONTACTS}`;

const flag = (value: boolean | undefined): number | undefined =>
  value === undefined ? undefined : Number(value);

const MINUTE_SECONDS = 60;

/** In minutes where they are whole, as horizons are usually written: `60m` rather than `1h`. */
export function horizonLabel(seconds: number): string {
  return seconds % MINUTE_SECONDS === 0 ? `${seconds / MINUTE_SECONDS}m` : formatDuration(seconds);
}

/** The rule of thumb has one prediction, that of the first horizon. */
function ofPredictions(
  name: string,
  help: string,
  read: (prediction: Prediction) => number | undefined,
): QueueFamily {
  return {
    name: `contact_center_queue_${name}`,
    type: 'gauge',
    help: `${help} As of the last successful poll.`,
    labels: ['method', 'horizon'],
    read: ({ signals, policy }, emit) => {
      const emitKnown = (prediction: Prediction | undefined, ...labels: string[]) => {
        const value = prediction && read(prediction);
        if (value !== undefined) emit(value, ...labels);
      };
      const first = policy.furtherHorizons ? [horizonLabel(policy.horizonSeconds)] : [];
      for (const method of PREDICTION_METHODS) emitKnown(signals.predictions[method], method, ...first);
      for (const further of signals.further ?? [])
        emitKnown(further, 'erlang_a', horizonLabel(further.horizonSeconds));
    },
  };
}

export const QUEUE_LABELS = ['tenant', 'queue_id', 'queue', 'media'] as const;

export const queueFamilies: readonly QueueFamily[] = [
  gauge('waiting_interactions', 'Interactions waiting in the queue.', ({ facts }) => facts.waiting),
  gauge('active_interactions', 'Interactions being handled.', ({ facts }) => facts.active),
  gauge(
    'oldest_waiting_timestamp_seconds',
    'When the oldest waiting interaction entered the queue, Unix time; absent when no interaction waits.',
    ({ facts }) => facts.oldestWaitingAt,
  ),
  gauge(
    'reported_wait_seconds',
    'Current wait as reported by the platform.',
    ({ facts }) => facts.waitSeconds,
  ),
  labelledGauge('agents', 'state', 'Agents of the queue by state.', ({ facts }, emit) => {
    for (const state of AGENT_STATES) {
      const count = facts.agents?.[state];
      if (count !== undefined) emit(count, state);
    }
  }),
  gauge('agents_logged_in', 'Agents logged in to the queue.', ({ facts }) => facts.agentsLoggedIn),
  gauge(
    'occupancy_ratio',
    'Share of the agents serving the queue who are busy, 0 to 1.',
    ({ signals }) => signals.occupancy,
  ),
  labelledGauge(
    'service_level_ratio',
    'window',
    'Share of interactions answered within the threshold, 0 to 1; window platform is the value reported by the platform.',
    ({ facts, policy }, emit) => {
      forEachWindow(facts.windows, (counts, window) => {
        const ratio = serviceLevelRatio(counts, policy);
        if (ratio !== undefined && window !== PLATFORM_WINDOW) emit(ratio, window);
      });
      if (facts.serviceLevel !== undefined) emit(facts.serviceLevel, PLATFORM_WINDOW);
    },
  ),
  gauge('service_level_target_ratio', 'Target of the service level, 0 to 1.', ({ policy }) => policy.target),
  gauge(
    'service_level_threshold_seconds',
    'Longest wait of an interaction that counts as answered within the threshold.',
    ({ policy }) => policy.thresholdSeconds,
  ),
  gauge(
    'service_level_window_seconds',
    'Length of the rolling window of the service level.',
    ({ policy }) => policy.windowSeconds,
  ),
  labelledGauge(
    'service_level_abandons_info',
    'abandons',
    'Which abandoned interactions the service level leaves out: exclude (all of them) or exclude_short (those sooner than the short-abandon limit); absent where it counts all.',
    ({ policy: { abandons = 'count' } }, emit) => {
      if (abandons !== 'count') emit(1, abandons);
    },
  ),
  windowCount('offered', 'Interactions offered in the window.'),
  windowCount('answered', 'Interactions answered in the window.'),
  windowCount('abandoned', 'Interactions abandoned in the window.'),
  windowCount(
    'shortAbandoned',
    "Interactions abandoned in the window sooner than the platform's short-abandon limit.",
  ),
  labelledGauge(
    'answered_wait_seconds',
    'window',
    'Time that the interactions answered in the window had waited, together; divided by their number, the average speed of answer.',
    ({ facts }, emit) => {
      forEachWindow(facts.windows, ({ answeredWaitSeconds }, window) => {
        if (answeredWaitSeconds !== undefined) emit(answeredWaitSeconds, window);
      });
    },
  ),
  labelledGauge(
    'abandonment_ratio',
    'window',
    'Abandoned / (abandoned + answered) in the window, 0 to 1; absent when no interaction was answered or abandoned in it.',
    ({ facts }, emit) => {
      forEachWindow(facts.windows, (counts, window) => {
        const ratio = abandonmentRatio(counts);
        if (ratio !== undefined) emit(ratio, window);
      });
    },
  ),
  ...QUEUE_TOTALS.map(counter),
  {
    name: 'contact_center_queue_wait_distribution_interactions',
    type: 'gauge',
    help: "Interactions that waited at most le seconds before they were answered or abandoned, in the 24 hours before the last successful poll; cumulative up to +Inf, from the platform's wait-time ranges. A sliding window whose values rise and fall: use histogram_quantile without rate or increase.",
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
    'Whether the rolling service level is below its target, given enough interactions in the window.',
    ({ signals }) => flag(signals.breached),
  ),
  ofPredictions(
    'sla_breach_probability',
    'Probability that the service level is in breach at a poll within the horizon, 0 to 1; the label horizon is there when several are configured.',
    ({ probability }) => probability,
  ),
  ofPredictions(
    'sla_breach_predicted',
    'Whether a breach within the horizon is predicted; the label horizon is there when several are configured.',
    ({ predicted }) => flag(predicted),
  ),
  gauge(
    'estimated_wait_seconds',
    'Estimated wait of the next interaction that arrives.',
    ({ signals }) => signals.estimatedWaitSeconds,
  ),
  gauge(
    'agents_required',
    `Smallest number of agents whose Erlang A service level meets the target at the estimated arrival rate, handling time and patience: an estimate ${FROM_CONTACTS}.`,
    ({ signals }) => signals.staffing?.agentsRequired,
  ),
  gauge(
    'agents_short',
    `Agents required minus agents serving (available or busy), at least 0: an estimate ${FROM_CONTACTS}.`,
    ({ signals }) => signals.agentsShort,
  ),
  gauge(
    'estimated_arrival_rate_per_second',
    `Interactions offered per second now: an estimate ${FROM_CONTACTS}.`,
    ({ signals }) => signals.staffing?.arrivalRate,
  ),
  gauge(
    'estimated_handle_seconds',
    `Mean time that an interaction occupies an agent, after-contact work included: an estimate ${FROM_CONTACTS}.`,
    ({ signals }) => signals.staffing?.handleSeconds,
  ),
  gauge(
    'estimated_patience_seconds',
    `Mean time that an interaction waits before it abandons: an estimate ${FROM_CONTACTS} and ${MIN_ABANDONMENTS} of them abandoned.`,
    ({ signals }) => signals.staffing?.patienceSeconds,
  ),
  gauge(
    'offered_load_erlangs',
    `Offered load, the estimated arrival rate times the estimated handling time: an estimate ${FROM_CONTACTS}.`,
    ({ signals: { staffing } }) => staffing && staffing.arrivalRate * staffing.handleSeconds,
  ),
  gauge(
    'agents_planned',
    "Agents planned in the running interval of the tenant's plan; absent where none are planned.",
    ({ signals }) => signals.planned?.agents,
  ),
  gauge(
    'offered_planned_interactions',
    "Interactions expected in the whole running interval of the tenant's plan; absent where none are planned.",
    ({ signals }) => signals.planned?.contacts,
  ),
  gauge(
    'plan_interval_seconds',
    "Length of the running interval of the tenant's plan.",
    ({ signals }) => signals.planned?.intervalSeconds,
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

/** Emits cumulative counts up to `+Inf`, which `histogram_quantile` requires, even where the platform has no such range. */
function emitCumulative({ upperBounds, counts }: WaitDistribution, outcome: string, emit: Emit): void {
  let running = 0;
  upperBounds.forEach((bound, index) => {
    running += counts[index] ?? 0;
    if (bound !== Infinity) emit(running, outcome, boundText(bound));
  });
  emit(running, outcome, boundText(Infinity));
}
