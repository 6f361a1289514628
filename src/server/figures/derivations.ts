/** Figures that the exporter derives: their formulas and the figures that go into them. */

import {
  type AbandonRule,
  type Media,
  PLATFORM_WINDOW,
  UTC_DAY_WINDOW,
  windowLabel,
} from '../../domain/index.ts';
import { horizonLabel, queueFamilies } from '../../metrics/index.ts';
import {
  abandonmentRatio,
  OCCUPANCY_RULE,
  type PREDICTION_METHODS,
  type QueueView,
  serviceLevelRatio,
} from '../../signals/index.ts';
import { staffingJson } from '../queues-json.ts';
import { queueMetric } from './metrics-of-facts.ts';

/** The name of a figure, and the row that has it where it is another one. */
export interface InputName {
  readonly figure: string;
  readonly media?: Media;
}

export interface Derivation {
  readonly figure: string;
  readonly metric?: string;
  /** Undefined when an input is unknown. */
  readonly value: number | boolean | undefined;
  readonly formula: string;
  readonly inputs: readonly InputName[];
  /** The value is that of the only input. */
  readonly isCopy?: true;
}

const named = (...figures: readonly string[]): readonly InputName[] => figures.map((figure) => ({ figure }));

/** Those of one row; an input precedes what is derived from it. `staffing` is the row whose agents serve the queue. */
export function derivations(view: QueueView, staffing: QueueView): readonly Derivation[] {
  return [
    occupancy(view, staffing),
    ...windowRatios(view),
    serviceLevel(view),
    breach(view),
    ...rulePredictions(view),
    ...forecasts(view, staffing),
  ];
}

function occupancy({ signals }: QueueView, { facts: { media, occupancy } }: QueueView): Derivation {
  const common = { figure: 'occupancy', metric: queueMetric('occupancy_ratio'), value: signals.occupancy };
  if (occupancy !== undefined)
    return {
      ...common,
      formula: 'as reported by the platform',
      inputs: [{ figure: 'reported_occupancy', media }],
      isCopy: true,
    };
  return {
    ...common,
    formula: '(busy + after_contact_work) / (busy + after_contact_work + available)',
    inputs: ['busy', 'after_contact_work', 'available'].map((state) => ({
      figure: `agents.${state}`,
      media,
    })),
  };
}

/** Counts whose sum or difference is the denominator of the service level. */
const COUNTED = {
  count: { formula: '(answered + abandoned)', names: ['answered', 'abandoned'] },
  exclude: { formula: 'answered', names: ['answered'] },
  exclude_short: {
    formula: '(answered + abandoned - short_abandoned)',
    names: ['answered', 'abandoned', 'short_abandoned'],
  },
} as const satisfies Readonly<Record<AbandonRule, { formula: string; names: readonly string[] }>>;

/** The service level of a window, by the setting `abandons`. */
function levelOf({ policy: { abandons = 'count' } }: QueueView) {
  const { formula, names } = COUNTED[abandons];
  return {
    formula: `answered_within_threshold / ${formula}`,
    names: ['answered_within_threshold', ...names],
  };
}

function windowRatios(view: QueueView): readonly Derivation[] {
  const { policy } = view;
  const { windows = {} } = view.facts;
  const level = levelOf(view);
  const keys = [String(policy.windowSeconds), PLATFORM_WINDOW, UTC_DAY_WINDOW];
  return keys.flatMap((key): readonly Derivation[] => {
    const counts = windows[key as keyof typeof windows];
    if (!counts) return [];
    const label = windowLabel(key);
    const of = (...names: readonly string[]) => named(...names.map((name) => `windows.${label}.${name}`));
    const ratio = (name: string) => ({
      figure: `windows.${label}.${name}`,
      metric: queueMetric(`${name}{window="${label}"}`),
    });
    const serviceLevelOf = {
      ...ratio('service_level_ratio'),
      value: serviceLevelRatio(counts, policy),
      formula: level.formula,
      inputs: of(...level.names),
    };
    return [
      // For the platform's window, its own service level is exported.
      ...(key === PLATFORM_WINDOW ? [] : [serviceLevelOf]),
      {
        ...ratio('abandonment_ratio'),
        value: abandonmentRatio(counts),
        formula: 'abandoned / (abandoned + answered)',
        inputs: of('abandoned', 'answered'),
      },
    ];
  });
}

function serviceLevel(view: QueueView): Derivation {
  const { facts, policy, signals } = view;
  const level = levelOf(view);
  const counts = facts.windows?.[policy.windowSeconds];
  const label = windowLabel(String(policy.windowSeconds));
  const isComputed = counts && serviceLevelRatio(counts, policy) !== undefined;
  const input = isComputed ? `windows.${label}.service_level_ratio` : 'reported_service_level';
  return {
    figure: 'service_level',
    value: signals.serviceLevel,
    formula: isComputed ? `${level.formula} in the window` : 'as reported by the platform',
    inputs: isComputed ? named(...level.names.map((name) => `windows.${label}.${name}`)) : named(input),
    ...(!isComputed && { isCopy: true as const }),
  };
}

/** The counts that breaches and the rule of thumb are judged by. */
function effectiveWindowLabel({ facts, policy }: QueueView): string {
  const hasRolling = facts.windows?.[policy.windowSeconds] !== undefined;
  const key =
    hasRolling || !facts.windows?.[PLATFORM_WINDOW] ? String(policy.windowSeconds) : PLATFORM_WINDOW;
  return windowLabel(key);
}

function breach(view: QueueView): Derivation {
  const label = effectiveWindowLabel(view);
  const { names } = COUNTED[view.policy.abandons ?? 'count'];
  return {
    figure: 'sla_breach',
    metric: queueMetric('sla_breach'),
    value: view.signals.breached,
    formula: `service_level < service_level_target, with at least ${view.policy.minContacts} contacts of the window counted`,
    inputs: named(
      'service_level',
      'service_level_target',
      ...names.map((name) => `windows.${label}.${name}`),
    ),
  };
}

function rulePredictions(view: QueueView): readonly Derivation[] {
  const { facts, signals } = view;
  const label = effectiveWindowLabel(view);
  const { probability, predicted } = signals.predictions.occupancy_rule ?? {};
  const wait =
    facts.waitSeconds !== undefined
      ? 'wait_seconds'
      : facts.oldestWaitingAt !== undefined
        ? 'oldest_waiting_at'
        : 'waiting';
  return [
    prediction(view, 'occupancy_rule', 'probability', {
      value: probability,
      formula: OCCUPANCY_RULE.probability,
      inputs: named('occupancy', `windows.${label}.abandoned`, `windows.${label}.answered`),
    }),
    prediction(view, 'occupancy_rule', 'predicted', {
      value: predicted,
      formula: OCCUPANCY_RULE.predicted,
      inputs: named('occupancy', wait, 'service_level_threshold_seconds'),
    }),
  ];
}

type Rest = Pick<Derivation, 'value' | 'formula' | 'inputs'>;

function prediction(
  { policy }: QueueView,
  method: (typeof PREDICTION_METHODS)[number],
  part: 'probability' | 'predicted',
  rest: Rest,
  horizonSeconds = policy.horizonSeconds,
): Derivation {
  const isFirst = horizonSeconds === policy.horizonSeconds;
  const horizon = policy.furtherHorizons ? `,horizon="${horizonLabel(horizonSeconds)}"` : '';
  return {
    figure: isFirst ? `predictions.${method}.${part}` : `horizons.${horizonSeconds}.${part}`,
    metric: queueMetric(`sla_breach_${part}{method="${method}"${horizon}}`),
    ...rest,
  };
}

/** From the prediction's model, whose inputs and estimates `/explain` shows. */
function forecasts(view: QueueView, { facts: { media } }: QueueView): readonly Derivation[] {
  const { signals } = view;
  const inputs: readonly InputName[] = [
    { figure: 'waiting' },
    ...['available', 'busy'].map((state) => ({ figure: `agents.${state}`, media })),
  ];
  const model = { formula: 'forecast of the Erlang A model; see /explain', inputs };
  const first = signals.predictions.erlang_a;
  const estimate = (figure: string, value: number | undefined): Derivation => ({
    figure,
    metric: queueMetric(figure),
    value,
    formula: helpOf(figure),
    inputs,
  });
  return [
    prediction(view, 'erlang_a', 'probability', { ...model, value: first?.probability }),
    prediction(view, 'erlang_a', 'predicted', { ...model, value: first?.predicted }),
    ...(signals.further ?? []).flatMap(({ horizonSeconds, probability, predicted }) => [
      prediction(view, 'erlang_a', 'probability', { ...model, value: probability }, horizonSeconds),
      prediction(view, 'erlang_a', 'predicted', { ...model, value: predicted }, horizonSeconds),
    ]),
    estimate('estimated_wait_seconds', signals.estimatedWaitSeconds),
    ...Object.entries(staffingJson(signals.staffing)).map(([figure, value]) => estimate(figure, value)),
    estimate('agents_required', signals.staffing?.agentsRequired),
    {
      ...estimate('agents_short', signals.agentsShort),
      inputs: [{ figure: 'agents_required' }, ...inputs.slice(1)],
    },
  ];
}

/** The metric's description, without the sentence that all share. */
function helpOf(figure: string): string {
  const { help = '' } = queueFamilies.find(({ name }) => name === queueMetric(figure)) ?? {};
  return help.replace(/\.? As of the last successful poll\.$/, '');
}
