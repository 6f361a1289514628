import {
  isInBreach,
  PLATFORM_WINDOW,
  type QueueFacts,
  type ServiceLevelPolicy,
  type WindowCounts,
} from '../domain/index.ts';

/** abandoned / (abandoned + answered); undefined when either is unknown or nothing ended in the window. */
export function abandonmentRatio({ abandoned, answered }: WindowCounts): number | undefined {
  return ratio(abandoned, sum(abandoned, answered));
}

/** Answered within the threshold / (answered + abandoned). */
export function serviceLevelRatio({
  answeredWithinThreshold,
  answered,
  abandoned,
}: WindowCounts): number | undefined {
  return ratio(answeredWithinThreshold, sum(answered, abandoned));
}

/** Contacts that left the queue in the window, answered or abandoned. */
export function endedContacts({ answered, abandoned }: WindowCounts): number | undefined {
  return sum(answered, abandoned);
}

/** The counts of the window that the queue's service level is judged over, else the platform's own. */
export function judgedWindow(queue: QueueFacts, policy: ServiceLevelPolicy): WindowCounts | undefined {
  return queue.windows?.[policy.windowSeconds] ?? queue.windows?.[PLATFORM_WINDOW];
}

/** The service level that is judged: over the rolling window where it can be counted, else the platform's own. */
export function judgedServiceLevel(queue: QueueFacts, policy: ServiceLevelPolicy): number | undefined {
  const counts = queue.windows?.[policy.windowSeconds];
  return (counts && serviceLevelRatio(counts)) ?? queue.serviceLevel;
}

/**
 * Whether the service level is below target with at least `minContacts` in the window. Undefined when that cannot
 * be told: the service level is unknown, or it is below target and the number of contacts is unknown.
 */
export function isBreached(queue: QueueFacts, policy: ServiceLevelPolicy): boolean | undefined {
  const counts = judgedWindow(queue, policy);
  const contacts = counts && endedContacts(counts);
  if (contacts !== undefined && contacts < policy.minContacts) return false;
  const level = judgedServiceLevel(queue, policy);
  if (level === undefined) return undefined;
  if (contacts === undefined) return level < policy.target ? undefined : false;
  return isInBreach(contacts, level * contacts, policy);
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

function ratio(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || whole === undefined || whole <= 0 ? undefined : part / whole;
}
