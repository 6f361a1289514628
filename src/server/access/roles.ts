import type { RequestHandler, Response } from 'express';
import { matchesWildcard } from '../../domain/index.ts';
import type { TenantSnapshot } from '../../signals/index.ts';
import type { Grant, Role, WebConfigSource } from '../web-config.ts';

/** What users may do, by the roles file; without one, every user may do everything. */

/** What a route requires: a role, any role, or nothing, not even authentication. */
export type Requirement = Role | 'any' | 'open';

/**
 * Rejects users without the role that a route requires, before its methods are checked. `admin` includes every role. It
 * belongs to a route, so that no other spelling of its path avoids it.
 */
export function requireRole(webConfig: WebConfigSource, requirement: Requirement): RequestHandler {
  return (_, response, next) => {
    const { grants } = webConfig.current();
    if (!grants || requirement === 'open') return next();
    const { user } = response.locals;
    const grant = typeof user === 'string' ? grants.get(user) : undefined;
    const isAllowed =
      grant !== undefined &&
      (requirement === 'any' || grant.roles.has(requirement) || grant.roles.has('admin'));
    if (!isAllowed) return forbid(response, grant ? `requires the role ${requirement}` : 'requires a role');
    response.locals.grant = grant;
    next();
  };
}

export function forbid(response: Response, problem: string): void {
  response.status(403).type('text/plain').send(`Forbidden: this page ${problem}\n`);
}

function grantOf({ locals }: Response): Grant | undefined {
  // Set by requireRole alone.
  return locals.grant as Grant | undefined;
}

/** Whether the user of a response sees some tenants or queues only. */
export function isRestricted(response: Response): boolean {
  const grant = grantOf(response);
  return grant?.tenants !== undefined || grant?.queues !== undefined;
}

/** Whether the user of a response may read data of this tenant. */
export function mayReadTenant(response: Response, tenant: string): boolean {
  return grantOf(response)?.tenants?.some((pattern) => matchesWildcard(pattern, tenant)) ?? true;
}

/** Identifies what the user of a response sees: users with the same key see the same. */
export function scopeKey(response: Response): string {
  const grant = grantOf(response);
  return JSON.stringify([grant?.tenants, grant?.queues]);
}

/** Restricted snapshots by the key of their scope: the same snapshot gives the same object again. */
const restricted = new WeakMap<TenantSnapshot, Map<string, TenantSnapshot>>();

/** The tenants and queues that the user of a response may see. */
export function visibleTenants(
  snapshots: readonly TenantSnapshot[],
  response: Response,
): readonly TenantSnapshot[] {
  const queues = grantOf(response)?.queues;
  const tenants = snapshots.filter(({ tenant }) => mayReadTenant(response, tenant.name));
  if (!queues) return tenants;
  const key = JSON.stringify(queues);
  return tenants.map((snapshot) => {
    const known = restricted.get(snapshot) ?? new Map<string, TenantSnapshot>();
    restricted.set(snapshot, known);
    const view = known.get(key) ?? withQueues(snapshot, queues);
    known.set(key, view);
    return view;
  });
}

/** Without what describes the tenant's other queues: its agents, analytics and selection. */
function withQueues(snapshot: TenantSnapshot, patterns: readonly string[]): TenantSnapshot {
  const {
    agents: _a,
    agentTimes: _t,
    analytics: _n,
    analyticsGroupsDropped: _d,
    selection: _s,
    changes,
    ...rest
  } = snapshot;
  const isVisible = (name: string) => patterns.some((pattern) => matchesWildcard(pattern, name));
  return {
    ...rest,
    queues: snapshot.queues.filter(({ facts }) => isVisible(facts.name)),
    ...(changes && { changes: changes.filter(({ queue }) => isVisible(queue)) }),
  };
}
