/** Versioned routing configuration of queues, with an audit log of every change. */

export const ROUTING_STRATEGIES = [
  'longestIdleAgent',
  'mostAvailableAgent',
  'leastRecentlyUsed',
  'firstAvailableAgent',
] as const;
export type RoutingStrategy = (typeof ROUTING_STRATEGIES)[number];

export interface RoutingSettings {
  readonly routingStrategy: RoutingStrategy;
  readonly maxWaitSeconds: number;
  readonly waitMusic: { readonly playMusic: boolean; readonly url: string };
  readonly overflowTargets: readonly { readonly id: string; readonly threshold: number }[];
  readonly skills: readonly { readonly id: string; readonly level: string }[];
  readonly skillRoutingType: string;
  readonly enableOverflow: boolean;
  readonly overflowThreshold: number;
  /** Percent. */
  readonly serviceLevelGoal: number;
  readonly serviceLevelThresholdSeconds: number;
  readonly enableShortAbandon: boolean;
  readonly shortAbandonSeconds: number;
  readonly countShortAbandons: boolean;
}

export interface RoutingConfig {
  readonly settings: RoutingSettings;
  readonly version: number;
  /** Unix seconds. */
  readonly changedAt: number;
}

export interface AuditEntry {
  readonly id: string;
  /** Unix seconds. */
  readonly at: number;
  readonly actor: string;
  readonly action: 'Create' | 'Update';
  readonly queueId: string;
  readonly version: number;
  readonly changes: readonly {
    readonly property: string;
    readonly oldValue: unknown;
    readonly newValue: unknown;
  }[];
}

export interface RoutingConfigs {
  of(queueId: string): RoutingConfig | undefined;
  /** Configuration that was in force at an instant: what an eventually consistent read may return. */
  asOf(queueId: string, at: number): RoutingConfig | undefined;
  /** Changes the given properties; the version rises by one even when nothing differs. */
  change(queueId: string, settings: Partial<RoutingSettings>, actor: string, at: number): RoutingConfig;
  /** Oldest first. */
  readonly audit: readonly AuditEntry[];
}

/** Beyond this many changes the oldest audit entries are dropped. */
const MAX_AUDIT_ENTRIES = 10_000;

export function createRoutingConfigs(
  initial: ReadonlyMap<string, RoutingSettings>,
  createdAt: number,
): RoutingConfigs {
  const current = new Map<string, RoutingConfig>();
  const previous = new Map<string, RoutingConfig>();
  const audit: AuditEntry[] = [];
  let entries = 0;
  const record = (entry: Omit<AuditEntry, 'id'>): void => {
    entries += 1;
    audit.push({ id: `audit-${String(entries).padStart(8, '0')}`, ...entry });
    if (audit.length > MAX_AUDIT_ENTRIES) audit.shift();
  };
  for (const [queueId, settings] of initial) {
    current.set(queueId, { settings, version: 1, changedAt: createdAt });
  }
  return {
    audit,
    of: (queueId) => current.get(queueId),
    asOf(queueId, at) {
      const config = current.get(queueId);
      return config && config.changedAt > at ? (previous.get(queueId) ?? config) : config;
    },
    change(queueId, settings, actor, at) {
      const old = current.get(queueId);
      if (!old) throw new RangeError(`unknown queue ${queueId}`);
      const config = { settings: { ...old.settings, ...settings }, version: old.version + 1, changedAt: at };
      previous.set(queueId, old);
      current.set(queueId, config);
      const changes = differences(old.settings, config.settings);
      record({ at, actor, action: 'Update', queueId, version: config.version, changes });
      return config;
    },
  };
}

function differences(before: RoutingSettings, after: RoutingSettings): AuditEntry['changes'] {
  return (Object.keys(after) as (keyof RoutingSettings)[])
    .filter((property) => JSON.stringify(before[property]) !== JSON.stringify(after[property]))
    .map((property) => ({ property, oldValue: before[property], newValue: after[property] }));
}
