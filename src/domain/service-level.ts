import { matchesWildcard } from './wildcard.ts';

/** Which abandoned contacts a computed service level counts: all of them, none, or those that were not short. */
export const ABANDON_RULES = ['count', 'exclude', 'exclude_short'] as const;
export type AbandonRule = (typeof ABANDON_RULES)[number];

/** Target of a queue's service level. Durations in seconds, ratios 0..1. */
export interface ServiceLevelPolicy {
  readonly target: number;
  readonly thresholdSeconds: number;
  /** The rolling window over which the service level is judged. */
  readonly windowSeconds: number;
  /** A window in which fewer contacts count is never in breach. */
  readonly minContacts: number;
  /** Absent: `count`. */
  readonly abandons?: AbandonRule;
  /** How far ahead a breach is predicted. */
  readonly horizonSeconds: number;
  /** Longer horizons that are predicted too, in ascending order; absent with a single horizon. */
  readonly furtherHorizons?: readonly number[];
}

/** Rounding of sums must not make a breach of a service level that is exactly on target. */
export const ROUNDING = 1e-9;

/** Contacts whose wait ended, by outcome; what is absent is unknown. */
export interface EndedContacts {
  readonly answered?: number | undefined;
  readonly abandoned?: number | undefined;
  /** Of those abandoned, the ones that waited less than the platform's limit. */
  readonly shortAbandoned?: number | undefined;
}

/** Contacts that the service level counts, the denominator of its ratio; undefined when one of its counts is unknown. */
export function countedContacts(
  { answered, abandoned, shortAbandoned }: EndedContacts,
  abandons: AbandonRule = 'count',
): number | undefined {
  if (answered === undefined || abandons === 'exclude') return answered;
  if (abandoned === undefined) return undefined;
  if (abandons === 'count') return answered + abandoned;
  return shortAbandoned === undefined ? undefined : answered + abandoned - shortAbandoned;
}

/**
 * Whether a window is in breach: it has at least `minContacts` counted contacts, and a smaller share of them than the
 * target was answered within the threshold. Counts may be fractions where they are estimates.
 */
export function isInBreach(
  counted: number,
  answeredWithinThreshold: number,
  { target, minContacts }: Pick<ServiceLevelPolicy, 'target' | 'minContacts'>,
): boolean {
  return counted >= minContacts - ROUNDING && answeredWithinThreshold < target * counted - ROUNDING;
}

/** Overrides for the queues whose name matches. */
export interface ServiceLevelRule
  extends Partial<Pick<ServiceLevelPolicy, 'target' | 'thresholdSeconds' | 'minContacts' | 'abandons'>> {
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
  const abandons = rule?.abandons ?? defaults.abandons;
  return {
    target: rule?.target ?? queue.serviceLevelTarget ?? defaults.target,
    thresholdSeconds:
      rule?.thresholdSeconds ?? queue.serviceLevelThresholdSeconds ?? defaults.thresholdSeconds,
    minContacts: rule?.minContacts ?? defaults.minContacts,
    windowSeconds: defaults.windowSeconds,
    horizonSeconds: defaults.horizonSeconds,
    ...(abandons && { abandons }),
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
