/** Health of a platform as it reports it, in the terms of public status pages. */

export const PLATFORM_STATUSES = [
  'operational',
  'degraded_performance',
  'partial_outage',
  'major_outage',
  'under_maintenance',
  'unknown',
] as const;
export type PlatformStatus = (typeof PLATFORM_STATUSES)[number];

/** Health of one part of a platform, or of all of it. */
export interface ComponentHealth {
  readonly component: string;
  readonly status: PlatformStatus;
  /** From the vendor's public status page, which covers all regions and products and not this tenant alone. */
  readonly isPublic?: boolean;
}

export interface PlatformHealth {
  readonly components: readonly ComponentHealth[];
}

/** A platform that responds is up unless it reports a major outage of its own. */
export function isUp(health: PlatformHealth): boolean {
  return health.components.every(({ status, isPublic }) => isPublic || status !== 'major_outage');
}
