import { type AgentCounts, formatDuration } from '../domain/index.ts';
import type { QueueObservation, QueueView, TenantSnapshot } from '../signals/index.ts';

/** What the predictor is told of each queue of a tenant after a queue poll at `at`, Unix seconds. */
export function observationsOf({ tenant, queues }: TenantSnapshot, at: number): readonly QueueObservation[] {
  // Where a platform tells the media of a queue apart, its agents serve them all and stand on a row of their own.
  const agentsOfQueue = new Map(
    queues.flatMap(({ facts }) => (facts.agents && facts.media === 'all' ? [[facts.id, facts.agents]] : [])),
  );
  return queues.map((view) =>
    observationOf(tenant.name, view, view.facts.agents ?? agentsOfQueue.get(view.facts.id), at),
  );
}

function observationOf(
  tenant: string,
  { facts, policy }: QueueView,
  agents: AgentCounts | undefined,
  at: number,
): QueueObservation {
  const { id, media, waiting, oldestWaitingAt, totals, windows } = facts;
  return {
    tenant,
    queueId: id,
    media,
    at,
    waiting,
    oldestWaitSeconds: oldestWaitingAt === undefined ? undefined : Math.max(0, at - oldestWaitingAt),
    agents: agents && { available: agents.available, busy: handling(agents) },
    totals,
    window: windows?.[formatDuration(policy.windowSeconds)],
    policy,
  };
}

/** After-contact work is handling too: the agent is not free before its end. */
function handling({ busy, after_contact_work }: AgentCounts): number | undefined {
  return busy === undefined ? undefined : busy + (after_contact_work ?? 0);
}
