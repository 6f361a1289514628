import type { TenantOptions } from '../../src/simulator/server.ts';
import { agentProfiles, queueProfile } from '../simulator/support/centres.ts';

/** The contact centres of the suite: one for each API, and one more whose request budget is too small for its intervals. */

/** In seconds. Timeouts are as long as the intervals. */
export const INTERVALS: Readonly<Record<string, number>> = {
  queues: 2,
  aggregates: 2,
  agents: 2,
  health: 2,
  wait_times: 4,
  analytics: 4,
  audit: 4,
};

/** Missed polls after which a collector's series disappear. */
export const STALE_AFTER = 3;

/** Requests a minute. Its queue polls alone would be 30. */
export const SMALL_BUDGET = 20;

export const BUDGETED = 'budgeted';

/** Where each collector of an API reads what it shows. */
export const PATHS: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  v2: {
    queues: /reporting\/queues\/stats$/,
    aggregates: /queues\/details\/query$/,
    health: /api\/v2\/health$/,
    wait_times: /queues\/data\/query$/,
    analytics: /summary\/query$/,
    audit: /api\/v2\/audit$/,
  },
  acd: {
    queues: /skills\/activity$/i,
    aggregates: /skills\/summary$/i,
    agents: /agents\/states$/i,
    health: /server-time$/i,
  },
  observations: {
    queues: /queues\/observations\/query$/,
    aggregates: /conversations\/aggregates\/query$/,
    health: /tokens\/me$/,
    audit: /audits\/query\/realtime$/,
  },
  details: { queues: /queues\/details\/query$/ },
};

const TENANTS = [
  ['v2', 'cxone', 'v2'],
  ['acd', 'cxone', 'acd'],
  ['observations', 'genesys', 'observations'],
  ['details', 'genesys', 'details'],
  [BUDGETED, 'genesys', 'details'],
] as const;

export const TENANT_NAMES: readonly string[] = TENANTS.map(([name]) => name);

/** Busy enough that every second changes something. */
export function tenants(seed: number): readonly TenantOptions[] {
  return TENANTS.map(([name, platform, api], index): TenantOptions => {
    const id = (queue: number) => `${index}0000000-0000-4000-8000-00000000000${queue}`;
    const ids = [1, 2].map(id);
    return {
      name,
      platform,
      api,
      requestsPerMinute: 100_000,
      centre: {
        seed: 100 * seed + index,
        warmUpSeconds: 3600,
        queues: ids.map((each, queue) =>
          queueProfile(each, { name: `Queue ${queue + 1}`, arrivals: { perHour: 1200 / (queue + 1) } }),
        ),
        agents: agentProfiles(70, ids),
      },
    };
  });
}
