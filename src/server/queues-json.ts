import {
  type CollectorStatus,
  type ComponentHealth,
  labelledWindows,
  QUEUE_TOTALS,
  type QueueTotal,
  type QueueTotals,
  snakeCase,
  type WindowCounts,
  type WindowedCounts,
} from '../domain/index.ts';
import type { QueueView, StaffingEstimate, TenantSnapshot } from '../signals/index.ts';
import {
  type CollectorJson,
  type QueueJson,
  type QueuesJson,
  type SnakeCase,
  type TenantJson,
  WINDOW_COUNTS,
  type WindowCount,
} from './queues-schema.ts';

/** Builds the body of `/api/v1/queues`. Unknown values are undefined, which JSON omits. */

export function queuesJson(tenants: readonly TenantSnapshot[], isDemo: boolean): QueuesJson {
  return { demo: isDemo, tenants: tenants.map(tenantJson) };
}

function tenantJson({ tenant, at, up, components, agents, collectors, queues }: TenantSnapshot): TenantJson {
  return {
    tenant: tenant.name,
    platform: tenant.platform,
    api: tenant.api,
    up,
    updated_at: at,
    components: components.map(componentJson),
    agents,
    collectors: collectors.map(collectorJson),
    queues: queues.map(queueJson),
  };
}

function componentJson({ component, status, isPublic }: ComponentHealth): TenantJson['components'][number] {
  return { component, status, is_public: isPublic };
}

export function collectorJson(status: CollectorStatus): CollectorJson {
  return {
    collector: status.name,
    interval_seconds: status.intervalSeconds,
    success: status.success,
    last_success_at: status.lastSuccessAt,
    duration_seconds: status.durationSeconds,
    missed: status.missed,
    error: status.lastError,
  };
}

function queueJson(view: QueueView): QueueJson {
  const { facts, policy, signals } = view;
  return {
    id: facts.id,
    queue: facts.name,
    media: facts.media,
    waiting: facts.waiting,
    active: facts.active,
    oldest_waiting_at: facts.oldestWaitingAt,
    wait_seconds: facts.waitSeconds,
    agents: facts.agents,
    agents_logged_in: facts.agentsLoggedIn,
    occupancy: signals.occupancy,
    service_level: signals.serviceLevel,
    service_level_target: policy.target,
    service_level_threshold_seconds: policy.thresholdSeconds,
    service_level_abandons: policy.abandons ?? 'count',
    windows: facts.windows && windowsJson(facts.windows),
    totals: facts.totals && totalsJson(facts.totals),
    sla_breach: signals.breached,
    predictions: signals.predictions,
    horizons: horizonsJson(view),
    estimated_wait_seconds: signals.estimatedWaitSeconds,
    agents_required: signals.staffing?.agentsRequired,
    agents_short: signals.agentsShort,
    ...staffingJson(signals.staffing),
    agents_planned: signals.planned?.agents,
    offered_planned_interactions: signals.planned?.contacts,
    plan_interval_seconds: signals.planned?.intervalSeconds,
  };
}

/** Predictions by horizon, the first one included; undefined with a single horizon. */
export function horizonsJson({ policy, signals }: QueueView) {
  if (!policy.furtherHorizons) return undefined;
  const first = { horizonSeconds: policy.horizonSeconds, ...signals.predictions.erlang_a };
  return [first, ...(signals.further ?? [])].map(({ horizonSeconds, probability, predicted }) => ({
    horizon_seconds: horizonSeconds,
    probability,
    predicted,
  }));
}

/** Load of a queue: its keys are those of the metrics. */
export function staffingJson(staffing: StaffingEstimate | undefined) {
  return {
    estimated_arrival_rate_per_second: staffing?.arrivalRate,
    estimated_handle_seconds: staffing?.handleSeconds,
    estimated_patience_seconds: staffing?.patienceSeconds,
    offered_load_erlangs: staffing && staffing.arrivalRate * staffing.handleSeconds,
  };
}

function windowsJson(windows: WindowedCounts): NonNullable<QueueJson['windows']> {
  return Object.fromEntries(labelledWindows(windows).map(([label, counts]) => [label, windowJson(counts)]));
}

export const windowJson = (counts: WindowCounts) => snakeCased<WindowCount>(WINDOW_COUNTS, counts);

export const totalsJson = (totals: QueueTotals) => snakeCased<QueueTotal>(QUEUE_TOTALS, totals);

/** The known numbers of those names, under their names in snake case. */
function snakeCased<Name extends string>(
  names: readonly Name[],
  numbers: Readonly<Partial<Record<Name, number>>>,
): Partial<Record<SnakeCase<Name>, number>> {
  const known = names.filter((name) => numbers[name] !== undefined);
  return Object.fromEntries(known.map((name) => [snakeCase(name), numbers[name]])) as Partial<
    Record<SnakeCase<Name>, number>
  >;
}
