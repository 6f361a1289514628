import {
  type CollectorStatus,
  type ComponentHealth,
  labelledWindows,
  type WindowedCounts,
} from '../domain/index.ts';
import type { QueueView, TenantSnapshot } from '../signals/index.ts';
import { totalsJson, windowJson } from './counts-json.ts';

/** The body of `/api/v1/queues`: what is shown now, as JSON. Unknown figures are left out; times are Unix seconds. */

export function queuesJson(tenants: readonly TenantSnapshot[], isDemo: boolean) {
  return { demo: isDemo, tenants: tenants.map(tenantJson) };
}

function tenantJson({ tenant, at, up, components, agents, collectors, queues }: TenantSnapshot) {
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

function componentJson({ component, status, isPublic }: ComponentHealth) {
  return { component, status, is_public: isPublic };
}

function collectorJson(status: CollectorStatus) {
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

function queueJson({ facts, policy, signals }: QueueView) {
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
    windows: facts.windows && windowsJson(facts.windows),
    totals: facts.totals && totalsJson(facts.totals),
    sla_breach: signals.breached,
    predictions: signals.predictions,
    estimated_wait_seconds: signals.estimatedWaitSeconds,
  };
}

function windowsJson(windows: WindowedCounts) {
  return Object.fromEntries(labelledWindows(windows).map(([label, counts]) => [label, windowJson(counts)]));
}
