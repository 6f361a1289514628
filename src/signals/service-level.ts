import {
  countedContacts,
  PLATFORM_WINDOW,
  type QueueFacts,
  type ServiceLevelPolicy,
  type WindowCounts,
} from '../domain/index.ts';

/** abandoned / (abandoned + answered); undefined when either is unknown or no contact completed in the window. */
export function abandonmentRatio({ abandoned, answered }: WindowCounts): number | undefined {
  return ratio(abandoned, sum(abandoned, answered));
}

/** Answered within the threshold / contacts counted; undefined when either is unknown or none count in the window. */
export function serviceLevelRatio(
  counts: WindowCounts,
  { abandons }: Pick<ServiceLevelPolicy, 'abandons'>,
): number | undefined {
  return ratio(counts.answeredWithinThreshold, countedContacts(counts, abandons));
}

/** Counts of the policy's rolling window, else of the platform's own window. */
export function effectiveWindow(queue: QueueFacts, policy: ServiceLevelPolicy): WindowCounts | undefined {
  return queue.windows?.[policy.windowSeconds] ?? queue.windows?.[PLATFORM_WINDOW];
}

/** Service level compared with the target: over the rolling window where it is counted, else the platform's own. */
export function effectiveServiceLevel(queue: QueueFacts, policy: ServiceLevelPolicy): number | undefined {
  const counts = queue.windows?.[policy.windowSeconds];
  return (counts && serviceLevelRatio(counts, policy)) ?? queue.serviceLevel;
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

function ratio(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || whole === undefined || whole <= 0 ? undefined : part / whole;
}
