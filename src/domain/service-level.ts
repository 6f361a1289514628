import { matchesWildcard } from './wildcard.ts';

/** What a queue's service level is held against. Durations in seconds, ratios 0..1. */
export interface ServiceLevelPolicy {
  readonly target: number;
  readonly thresholdSeconds: number;
  /** The rolling window over which the service level is judged. */
  readonly windowSeconds: number;
  /** A window with fewer contacts than this is not judged. */
  readonly minContacts: number;
  /** How far ahead a breach is predicted. */
  readonly horizonSeconds: number;
}

/** Overrides for the queues whose name matches. */
export interface ServiceLevelRule
  extends Partial<Pick<ServiceLevelPolicy, 'target' | 'thresholdSeconds' | 'minContacts'>> {
  readonly match: string;
}

/** What the queues of one tenant are held against. */
export interface ServiceLevelPolicies {
  readonly defaults: ServiceLevelPolicy;
  /** The first rule that matches wins. */
  readonly rules: readonly ServiceLevelRule[];
}

/** What the platform itself holds the queue against. */
export interface PlatformServiceLevel {
  readonly serviceLevelTarget?: number;
  readonly serviceLevelThresholdSeconds?: number;
}

/** A rule of the configuration wins over the platform's own setting, and that over the defaults. */
export function policyFor(
  queue: PlatformServiceLevel & { readonly name: string },
  { defaults, rules }: ServiceLevelPolicies,
): ServiceLevelPolicy {
  const rule = rules.find(({ match }) => matchesWildcard(match, queue.name));
  return {
    target: rule?.target ?? queue.serviceLevelTarget ?? defaults.target,
    thresholdSeconds:
      rule?.thresholdSeconds ?? queue.serviceLevelThresholdSeconds ?? defaults.thresholdSeconds,
    minContacts: rule?.minContacts ?? defaults.minContacts,
    windowSeconds: defaults.windowSeconds,
    horizonSeconds: defaults.horizonSeconds,
  };
}
