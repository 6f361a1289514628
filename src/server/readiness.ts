import type { TenantSnapshot } from '../signals/index.ts';

/** Maximum age of the last successful queue poll, in intervals of the poll. */
const MAX_AGE_INTERVALS = 2;

const BUDGET_SPENT = 'request budget spent';

export interface Readiness {
  readonly ready: boolean;
  /** One line per tenant that is polled more slowly than configured. */
  readonly notes: readonly string[];
  /** One line per tenant that is not ready, with the reason. */
  readonly reasons: readonly string[];
}

/** Without tenants there is nothing to wait for. */
export const IDLE: Readiness = { ready: true, notes: ['No tenant belongs to this shard'], reasons: [] };

/**
 * Ready when the metrics page shows a recent successful queue poll of every tenant. `shown` returns the snapshot of a tenant
 * that the page shows, which is rendered a moment after its poll; `now` in Unix seconds.
 */
export function readinessOf(
  tenants: readonly TenantSnapshot[],
  shown: (tenant: string) => TenantSnapshot | undefined,
  now: number,
): Readiness {
  if (tenants.length === 0) return { ready: false, notes: [], reasons: ['Starting'] };
  const reasons = tenants.flatMap(({ tenant: { name } }) => {
    const snapshot = shown(name);
    return snapshot ? (reasonNotReady(snapshot, now) ?? []) : `${name}: its metrics are not rendered`;
  });
  return { ready: reasons.length === 0, notes: tenants.flatMap(slowdownNote), reasons };
}

function slowdownNote({ tenant, collectors }: TenantSnapshot): readonly string[] {
  const queues = collectors.find(({ name }) => name === 'queues');
  if (!queues?.slowedByBudget) return [];
  return [
    `${tenant.name}: the request budget allows a queue poll every ${Math.round(queues.intervalSeconds)} s`,
  ];
}

function reasonNotReady({ tenant, collectors }: TenantSnapshot, now: number): string | undefined {
  const queues = collectors.find(({ name }) => name === 'queues');
  if (!queues) return undefined;
  const cause = queues.lastError ?? (queues.slowedByBudget ? BUDGET_SPENT : undefined);
  const because = cause ? ` (${cause})` : '';
  if (queues.lastSuccessAt === undefined) return `${tenant.name}: no queue poll has succeeded yet${because}`;
  const age = now - queues.lastSuccessAt;
  // The age is unknown until the next success.
  if (age < -MAX_AGE_INTERVALS * queues.intervalSeconds)
    return `${tenant.name}: the clock was set back after the last successful queue poll${because}`;
  if (age <= MAX_AGE_INTERVALS * queues.intervalSeconds) return undefined;
  return `${tenant.name}: the last successful queue poll was ${Math.round(age)} s ago${because}`;
}
