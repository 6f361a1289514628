import { matchesWildcard } from './wildcard.ts';

/** Target of a queue's service level. Durations in seconds, ratios 0..1. */
export interface ServiceLevelPolicy {
  readonly target: number;
  readonly thresholdSeconds: number;
  /** The rolling window over which the service level is judged. */
  readonly windowSeconds: number;
  /** A window with fewer contacts is never in breach. */
  readonly minContacts: number;
  /** How far ahead a breach is predicted. */
  readonly horizonSeconds: number;
  /** Longer horizons that are predicted too, in ascending order; absent with a single horizon. */
  readonly furtherHorizons?: readonly number[];
}

/** Rounding of sums must not make a breach of a service level that is exactly on target. */
export const ROUNDING = 1e-9;

/**
 * Whether a window is in breach: at least `minContacts` ended in it, and of them a smaller share than the target was
 * answered within the threshold. Counts may be fractions where they are estimates.
 */
export function isInBreach(
  ended: number,
  answeredWithinThreshold: number,
  { target, minContacts }: Pick<ServiceLevelPolicy, 'target' | 'minContacts'>,
): boolean {
  return ended >= minContacts - ROUNDING && answeredWithinThreshold < target * ended - ROUNDING;
}

/** Overrides for the queues whose name matches. */
export interface ServiceLevelRule
  extends Partial<Pick<ServiceLevelPolicy, 'target' | 'thresholdSeconds' | 'minContacts'>> {
  readonly match: string;
}

/** Targets of the queues of one tenant. */
export interface ServiceLevelPolicies {
  readonly defaults: ServiceLevelPolicy;
  /** The first rule that matches wins. */
  readonly rules: readonly ServiceLevelRule[];
}

/** The platform's own target of a queue. */
export interface PlatformServiceLevel {
  readonly serviceLevelTarget?: number;
  readonly serviceLevelThresholdSeconds?: number;
}

/** A rule of the configuration wins over the platform's own setting, and that over the defaults. */
export function policyFor(
  queue: PlatformServiceLevel & { readonly name: string },
  { defaults, rules }: ServiceLevelPolicies,
): ServiceLevelPolicy {
  const rule = ruleFor(queue.name, rules);
  return {
    target: rule?.target ?? queue.serviceLevelTarget ?? defaults.target,
    thresholdSeconds:
      rule?.thresholdSeconds ?? queue.serviceLevelThresholdSeconds ?? defaults.thresholdSeconds,
    minContacts: rule?.minContacts ?? defaults.minContacts,
    windowSeconds: defaults.windowSeconds,
    horizonSeconds: defaults.horizonSeconds,
    ...(defaults.furtherHorizons && { furtherHorizons: defaults.furtherHorizons }),
  };
}

function ruleFor(name: string, rules: readonly ServiceLevelRule[]): ServiceLevelRule | undefined {
  return rules.find(({ match }) => matchesWildcard(match, name));
}

/** Where {@link policyFor} takes the target or the threshold of a queue from. */
export function targetOrigin(
  queue: PlatformServiceLevel & { readonly name: string },
  { rules }: ServiceLevelPolicies,
  setting: 'target' | 'thresholdSeconds',
): 'rule' | 'platform' | 'default' {
  if (ruleFor(queue.name, rules)?.[setting] !== undefined) return 'rule';
  const reported = setting === 'target' ? queue.serviceLevelTarget : queue.serviceLevelThresholdSeconds;
  return reported === undefined ? 'default' : 'platform';
}
