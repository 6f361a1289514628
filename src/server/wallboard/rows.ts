import type { ComponentHealth } from '../../domain/index.ts';
import { PREDICTION_METHODS, type QueueView, type TenantSnapshot } from '../../signals/index.ts';
import type { QueueRow, TenantHead } from './shared/board.ts';

/** What of a snapshot the wallboard shows. */

export function headOf({ tenant, up, components, agents, collectors }: TenantSnapshot): TenantHead {
  const queues = collectors.find(({ name }) => name === 'queues');
  return {
    name: tenant.name,
    platform: `${PLATFORM_NAMES[tenant.platform] ?? tenant.platform} ${tenant.api}`,
    up,
    troubles: components.flatMap(troubleOf),
    interval: queues?.intervalSeconds,
    updatedAt: queues?.lastSuccessAt,
    error: queues?.lastError,
    available: agents?.available,
    busy: agents?.busy,
  };
}

const PLATFORM_NAMES: Readonly<Record<string, string>> = { cxone: 'NICE CXone', genesys: 'Genesys Cloud' };

/** A public status page speaks of all the vendor's customers, which the reader has to know. */
function troubleOf({ component, status, isPublic }: ComponentHealth): readonly string[] {
  if (status === 'operational' || status === 'unknown') return [];
  return [`${isPublic ? 'Public status: ' : ''}${component}: ${status.replaceAll('_', ' ')}`];
}

export function rowsOf({ tenant, queues }: TenantSnapshot): readonly QueueRow[] {
  return queues.map((queue) => rowOf(tenant.name, queue));
}

function rowOf(tenant: string, { facts, policy, signals }: QueueView): QueueRow {
  const method = PREDICTION_METHODS.find((name) => signals.predictions[name]?.probability !== undefined);
  const prediction = method && signals.predictions[method];
  return {
    tenant,
    id: facts.id,
    name: facts.name,
    media: facts.media,
    waiting: facts.waiting,
    oldestAt: facts.oldestWaitingAt,
    wait: facts.waitSeconds,
    available: signals.agents?.available,
    busy: signals.agents?.busy,
    serviceLevel: signals.serviceLevel,
    target: policy.target,
    threshold: policy.thresholdSeconds,
    breached: signals.breached,
    predicted: prediction?.predicted,
    // What the rule of thumb gives is worse than always saying the base rate (docs/prediction.md): no chance to show.
    probability: rounded(signals.predictions.erlang_a?.probability),
    isRuleOfThumb: method === 'occupancy_rule' || undefined,
    estimatedWait: rounded(signals.estimatedWaitSeconds),
  };
}

/** Digits that nobody sees would make rows differ that look the same. */
function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value * 1000) / 1000;
}
