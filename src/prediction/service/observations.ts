import { workingAgents } from '../../domain/index.ts';
import type { QueueView, TenantSnapshot } from '../../signals/index.ts';
import type { QueueObservation } from '../model/observation.ts';

/** Observation of each queue of a tenant after a queue poll at `at`, Unix seconds: the input of the predictor. */
export function observationsOf({ tenant, queues }: TenantSnapshot, at: number): readonly QueueObservation[] {
  return queues.map((view) => observationOf(tenant.name, view, at));
}

function observationOf(tenant: string, { facts, policy, signals }: QueueView, at: number): QueueObservation {
  const { id, media, waiting, oldestWaitingAt, totals, windows } = facts;
  const { agents, predictions } = signals;
  return {
    tenant,
    queueId: id,
    media,
    at,
    waiting,
    oldestWaitSeconds: oldestWaitingAt === undefined ? undefined : Math.max(0, at - oldestWaitingAt),
    agents: agents && { available: agents.available, busy: workingAgents(agents) },
    totals,
    window: windows?.[policy.windowSeconds],
    policy,
    exportedRule: predictions.occupancy_rule,
  };
}
