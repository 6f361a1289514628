import { type CollectorStatus, type ComponentHealth, countedContacts, defined } from '../../domain/index.ts';
import { CLEARED_BELOW, DEFAULT_THRESHOLD } from '../../prediction/index.ts';
import {
  effectiveWindow,
  PREDICTION_METHODS,
  type QueueView,
  servingAgents,
  type TenantSnapshot,
} from '../../signals/index.ts';
import type { PollState, QueueRow, TenantHead } from './shared/board.ts';

/** The parts of a snapshot that the wallboard shows. */

export function headOf({ tenant, up, components, agents, collectors }: TenantSnapshot): TenantHead {
  const statusOf = (wanted: CollectorStatus['name']) => collectors.find(({ name }) => name === wanted);
  const counts = statusOf('aggregates');
  return defined({
    name: tenant.name,
    platform: `${tenant.platformName ?? tenant.platform} ${tenant.api}`,
    up,
    troubles: components.flatMap(troubleOf),
    ...pollState(statusOf('queues')),
    counts: counts && pollState(counts),
    available: agents?.available,
    busy: agents?.busy,
  });
}

const pollState = (status: CollectorStatus | undefined): PollState =>
  defined({
    interval: status?.intervalSeconds,
    updatedAt: status?.lastSuccessAt,
    error: status?.lastError,
  });

/** A component that is not operational; one from the public status page, which covers all customers, is marked as such. */
function troubleOf({ component, status, isPublic }: ComponentHealth): readonly string[] {
  if (status === 'operational' || status === 'unknown') return [];
  return [`${isPublic ? 'Public status: ' : ''}${component}: ${status.replaceAll('_', ' ')}`];
}

export function rowsOf({ tenant, queues }: TenantSnapshot): readonly QueueRow[] {
  return queues.map((queue) => rowOf(tenant.name, queue));
}

/** Factor for rounding probabilities down to three decimals: invisible digits would make equal rows differ. */
const PROBABILITY_STEPS = 1000;

function rowOf(tenant: string, { facts, policy, signals }: QueueView): QueueRow {
  const method = PREDICTION_METHODS.find((name) => signals.predictions[name]?.probability !== undefined);
  const prediction = method && signals.predictions[method];
  const probability = signals.predictions.erlang_a?.probability;
  const predicted = prediction?.predicted;
  const window = facts.windows?.[policy.windowSeconds];
  const countsAll = (policy.abandons ?? 'count') === 'count';
  const judged = effectiveWindow(facts, policy);
  const isFew =
    ((judged && countedContacts(judged, policy.abandons)) ?? policy.minContacts) < policy.minContacts;
  return defined({
    tenant,
    id: facts.id,
    name: facts.name,
    media: facts.media,
    waiting: facts.waiting,
    active: facts.active,
    oldestAt: facts.oldestWaitingAt,
    wait: facts.waitSeconds,
    available: signals.agents?.available,
    busy: signals.agents?.busy,
    serviceLevel: signals.serviceLevel,
    target: policy.target,
    threshold: policy.thresholdSeconds,
    window: window && policy.windowSeconds,
    answered: window?.answered,
    abandoned: window?.abandoned,
    answeredWithinThreshold: window?.answeredWithinThreshold,
    counted: countsAll ? undefined : window && countedContacts(window, policy.abandons),
    answeredWait: window?.answeredWaitSeconds,
    breached: signals.breached,
    minContacts: isFew ? policy.minContacts : undefined,
    predicted,
    // The rule of thumb is less accurate than the base rate (docs/prediction.md), so its probability is not shown.
    probability:
      probability === undefined ? undefined : Math.floor(probability * PROBABILITY_STEPS) / PROBABILITY_STEPS,
    horizon: predicted ? policy.horizonSeconds : undefined,
    clearsBelow: predicted && (probability ?? 1) < DEFAULT_THRESHOLD ? CLEARED_BELOW : undefined,
    isRuleOfThumb: method === 'occupancy_rule' || undefined,
    estimatedWait:
      signals.estimatedWaitSeconds === undefined ? undefined : Math.round(signals.estimatedWaitSeconds),
    required: signals.staffing?.agentsRequired,
    serving: servingAgents(signals.agents),
  });
}
