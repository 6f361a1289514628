/** What a platform says about its own condition, in the words of public status pages. */

export const PLATFORM_STATUSES = [
  'operational',
  'degraded_performance',
  'partial_outage',
  'major_outage',
  'under_maintenance',
  'unknown',
] as const;
export type PlatformStatus = (typeof PLATFORM_STATUSES)[number];

/** How one part of a platform is, or all of it. */
export interface ComponentHealth {
  readonly component: string;
  readonly status: PlatformStatus;
  /** Read off the vendor's public status page, which speaks of all its regions and products: no word on this tenant. */
  readonly isPublic?: boolean;
}

export interface PlatformHealth {
  readonly components: readonly ComponentHealth[];
}

/** A platform that answers is up unless it says of itself that it is out. */
export function isUp(health: PlatformHealth): boolean {
  return health.components.every(({ status, isPublic }) => isPublic || status !== 'major_outage');
}
