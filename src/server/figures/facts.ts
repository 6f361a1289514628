/** Figures that the platform reports, each with its collector, poll time and field of the API. */

import {
  type CollectorName,
  type CollectorState,
  type CollectorStatus,
  type FactFigure,
  type FigureSource,
  type FigureSources,
  factAt,
  factFigures,
  originOf,
  queueKey,
  rowsOf,
  type WaitDistribution,
} from '../../domain/index.ts';
import type { QueueView, TenantSnapshot } from '../../signals/index.ts';
import { metricOf } from './metrics-of-facts.ts';
import type { AbsentJson, FigureJson, ValueJson } from './schema.ts';

/** What each collector of a tenant's platform can report, polled or not. */
export type CollectorSources = ReadonlyMap<CollectorName, FigureSources>;

export interface ExplainedFacts {
  readonly figures: readonly FigureJson[];
  readonly absent: readonly AbsentJson[];
}

export function explainFacts(
  { facts, policy }: QueueView,
  { basis }: TenantSnapshot,
  sources: CollectorSources,
): ExplainedFacts {
  const rows = rowsOf(basis.collectors, facts);
  const figures: FigureJson[] = [];
  const absent: AbsentJson[] = [];
  for (const figure of factFigures(policy.windowSeconds)) {
    const value = valueJson(figure, factAt(facts, figure.path));
    if (value === undefined) absent.push(absentJson(figure, facts, basis.collectors, sources));
    else figures.push(figureJson(figure, value, originOf(rows, figure), sources));
  }
  return { figures, absent };
}

function figureJson(
  figure: FactFigure,
  value: ValueJson,
  status: CollectorStatus | undefined,
  sources: CollectorSources,
): FigureJson {
  const source = status && sources.get(status.name)?.[figure.figure];
  return {
    figure: figure.name,
    metric: metricOf(figure),
    value,
    origin: 'platform',
    collector: status?.name,
    polled_at: status?.lastSuccessAt,
    endpoint: source?.endpoint,
    fields: source && [...source.fields],
    formula: source?.formula,
  };
}

function valueJson({ path }: FactFigure, value: unknown): ValueJson | undefined {
  if (path[0] !== 'waitDistribution') return value as ValueJson | undefined;
  const distribution = value as WaitDistribution | undefined;
  return (
    distribution && {
      upper_bounds: distribution.upperBounds.map((bound) => (bound === Infinity ? '+Inf' : bound)),
      counts: [...distribution.counts],
    }
  );
}

function absentJson(
  figure: FactFigure,
  queue: QueueView['facts'],
  collectors: readonly CollectorState[],
  sources: CollectorSources,
): AbsentJson {
  const named = { figure: figure.name, metric: metricOf(figure) };
  for (const [collector, ofCollector] of sources) {
    const source = ofCollector[figure.figure];
    if (!source) continue;
    const state = collectors.find(({ status }) => status.name === collector);
    const why = absenceOf(figure, queue, state, source);
    return { ...named, ...why, collector, endpoint: source.endpoint, fields: [...source.fields] };
  }
  if (figure.figure === 'configDrifted' || figure.figure === 'configVersion')
    return {
      ...named,
      reason: 'not_configured',
      message: 'Read only with a desired state, and where queues have it',
    };
  return { ...named, reason: 'not_reported', message: 'This API does not report it' };
}

type Absence = Pick<AbsentJson, 'reason' | 'message'>;

function absenceOf(
  { path }: FactFigure,
  queue: QueueView['facts'],
  state: CollectorState | undefined,
  { absentWhen }: FigureSource,
): Absence {
  if (!state)
    return { reason: 'collector_disabled', message: 'The configuration does not enable this collector' };
  const { status, collection } = state;
  if (!collection) return unpolled(status);
  const others = (collection.queues ?? []).filter(
    (row) => row.id === queue.id && queueKey(row) !== queueKey(queue) && factAt(row, path) !== undefined,
  );
  if (others.length > 0)
    return {
      reason: 'other_media',
      message: `Reported for the media ${others.map(({ media }) => media).join(', ')} of this queue`,
    };
  const usual = absentWhen === undefined ? '' : `; expected when ${absentWhen}`;
  return { reason: 'no_value', message: `The last successful poll has no valid value${usual}` };
}

function unpolled({ success, lastError, missed }: CollectorStatus): Absence {
  if (success === undefined)
    return { reason: 'not_polled', message: 'No poll of this collector has finished yet' };
  const why = lastError === undefined ? `${missed} polls were missed` : `last poll: ${lastError}`;
  return { reason: 'collector_failed', message: `No recent successful poll of this collector; ${why}` };
}
