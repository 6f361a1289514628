import { targetOrigin } from '../../domain/index.ts';
import type { QueueView, TenantSnapshot } from '../../signals/index.ts';
import { type Derivation, derivations, type InputName } from './derivations.ts';
import { type CollectorSources, explainFacts } from './facts.ts';
import { queueMetric } from './metrics-of-facts.ts';
import type { AbsentJson, FigureJson, FiguresJson, InputJson } from './schema.ts';

/** Builds the body of `/api/v1/queues/{tenant}/{id}` for one medium. */

export function explainQueue(
  view: QueueView,
  snapshot: TenantSnapshot,
  sources: CollectorSources,
): FiguresJson['media'][number] {
  const own = explainFacts(view, snapshot, sources);
  const staffing = staffingRow(view, snapshot);
  const ofStaffing = staffing === view ? own : explainFacts(staffing, snapshot, sources);
  const figures: FigureJson[] = [...own.figures, ...targets(view, snapshot, own.figures)];
  const absent: AbsentJson[] = [...own.absent];
  const { media } = view.facts;
  const find = (input: InputName) => {
    const among = input.media === undefined || input.media === media ? figures : ofStaffing.figures;
    return among.find(({ figure }) => figure === input.figure);
  };
  for (const derivation of derivations(view, staffing)) {
    const inputs = derivation.inputs.map((input) => ({ input, found: find(input) }));
    const known = inputs.flatMap(({ input, found }) =>
      found ? [inputJson(input.media ?? media, found)] : [],
    );
    const missing = inputs.flatMap(({ input, found }) => (found ? [] : input.figure));
    if (derivation.value === undefined) absent.push(underivable(derivation, missing));
    else figures.push(derivedJson(derivation, derivation.value, known, inputs[0]?.found));
  }
  const planned = plannedFigures(view, snapshot);
  return {
    queue: view.facts.name,
    media,
    figures: [...figures, ...planned.figures],
    absent: [...absent, ...planned.absent],
  };
}

/** The row whose agents serve the queue: its own, else the one of all media. */
function staffingRow(view: QueueView, { queues }: TenantSnapshot): QueueView {
  const { id, agents, occupancy } = view.facts;
  if (agents !== undefined || occupancy !== undefined) return view;
  return queues.find(({ facts }) => facts.id === id && facts.media === 'all') ?? view;
}

function inputJson(
  media: InputJson['media'],
  { figure, value, collector, polled_at }: FigureJson,
): InputJson {
  return { figure, media, value, collector, polled_at };
}

function derivedJson(
  { figure, metric, formula, isCopy }: Derivation,
  value: number | boolean,
  inputs: readonly InputJson[],
  source: FigureJson | undefined,
): FigureJson {
  if (isCopy && source) return { ...source, figure, metric, value };
  const times = inputs.flatMap(({ polled_at }) => polled_at ?? []);
  return {
    figure,
    metric,
    value,
    origin: 'derived',
    polled_at: times.length > 0 ? Math.min(...times) : undefined,
    formula,
    inputs: [...inputs],
  };
}

function underivable({ figure, metric, formula }: Derivation, missing: readonly string[]): AbsentJson {
  const why = missing.length > 0 ? `Unknown: ${missing.join(', ')}` : 'Its inputs give no value yet';
  return { figure, metric, reason: 'not_derivable', message: `${why}; formula: ${formula}` };
}

/** Target, threshold and window, which the configuration sets; without its rule, the platform's target wins. */
function targets(
  { facts, policy }: QueueView,
  { basis }: TenantSnapshot,
  reported: readonly FigureJson[],
): readonly FigureJson[] {
  const { abandons = 'count' } = policy;
  const target = (setting: 'target' | 'thresholdSeconds', key: string, figure: string, metric: string) => {
    const origin = targetOrigin(facts, basis.policies, setting);
    const source = reported.find((each) => each.figure === `reported_${figure}`);
    const common = { figure, metric: queueMetric(metric), value: policy[setting] };
    if (origin === 'platform' && source) return { ...source, ...common };
    const formula =
      origin === 'rule'
        ? `${key} of the first rule in service_level of the tenant that matches the queue`
        : `service_level.${key}`;
    return { ...common, origin: 'configuration' as const, formula };
  };
  return [
    target('target', 'target', 'service_level_target', 'service_level_target_ratio'),
    target(
      'thresholdSeconds',
      'threshold',
      'service_level_threshold_seconds',
      'service_level_threshold_seconds',
    ),
    {
      figure: 'service_level_abandons',
      metric:
        abandons === 'count' ? undefined : queueMetric(`service_level_abandons_info{abandons="${abandons}"}`),
      value: abandons,
      origin: 'configuration',
      formula:
        'abandons of the first rule in service_level of the tenant that matches the queue, else service_level.abandons',
    },
    {
      figure: 'service_level_window_seconds',
      metric: queueMetric('service_level_window_seconds'),
      value: policy.windowSeconds,
      origin: 'configuration',
      formula: 'service_level.window',
    },
  ];
}

function plannedFigures(
  { signals: { planned } }: QueueView,
  { collectors, plan }: TenantSnapshot,
): { readonly figures: readonly FigureJson[]; readonly absent: readonly AbsentJson[] } {
  const status = collectors.find(({ name }) => name === 'plan');
  const values = {
    agents_planned: [planned?.agents, 'agents'],
    offered_planned_interactions: [planned?.contacts, 'contacts'],
    plan_interval_seconds: [planned?.intervalSeconds, 'start, end'],
  } as const;
  const figures: FigureJson[] = [];
  const absent: AbsentJson[] = [];
  for (const [figure, [value, field]] of Object.entries(values)) {
    const common = { figure, metric: queueMetric(figure) };
    const from = { collector: 'plan' as const, endpoint: "the tenant's plan", fields: field.split(', ') };
    if (value !== undefined)
      figures.push({ ...common, ...from, value, origin: 'plan', polled_at: status?.lastSuccessAt });
    else if (!status)
      absent.push({
        ...common,
        reason: 'not_configured',
        message: 'The configuration has no plan for the tenant',
      });
    else if (plan)
      absent.push({
        ...common,
        ...from,
        reason: 'no_value',
        message: 'Nothing is planned for this queue now',
      });
    else
      absent.push({
        ...common,
        ...from,
        reason: 'collector_failed',
        message: 'No recent successful reading of the plan',
      });
  }
  return { figures, absent };
}
