import { type AgentCounts, workingAgents } from '../../domain/index.ts';
import type { QueueView, TenantSnapshot } from '../../signals/index.ts';
import type { QueueObservation } from '../model/observation.ts';
import { planAround } from '../model/plan-shape.ts';

/** Input of the predictor: one observation per queue of a tenant, after a queue poll at `at`, Unix seconds. */
export function observationsOf({ tenant, queues }: TenantSnapshot, at: number): readonly QueueObservation[] {
  return queues.map((view) => observationOf(tenant.name, view, at));
}

function observationOf(tenant: string, { facts, policy, signals }: QueueView, at: number): QueueObservation {
  const { id, media, waiting, oldestWaitingAt, totals, windows } = facts;
  const { agents, predictions, planned } = signals;
  const window = windows?.[policy.windowSeconds];
  return {
    tenant,
    queueId: id,
    media,
    at,
    ...(waiting !== undefined && { waiting }),
    ...(oldestWaitingAt !== undefined && { oldestWaitSeconds: Math.max(0, at - oldestWaitingAt) }),
    ...(agents && { agents: observedAgents(agents) }),
    ...(totals && { totals }),
    ...(window && { window }),
    policy,
    ...(planned && { plan: planAround(planned.intervals, at, policy) }),
    ...(predictions.occupancy_rule && { exportedRule: predictions.occupancy_rule }),
  };
}

function observedAgents(agents: AgentCounts): NonNullable<QueueObservation['agents']> {
  const { available } = agents;
  const busy = workingAgents(agents);
  return { ...(available !== undefined && { available }), ...(busy !== undefined && { busy }) };
}
