import { countedContacts, isInBreach, type QueueFacts, type ServiceLevelPolicy } from '../domain/index.ts';
import { effectiveServiceLevel, effectiveWindow } from './service-level.ts';

/**
 * The breach (`sla_breach`): whether the service level is below target with at least `minContacts` counted in the window.
 * Undefined when the service level is unknown, or it is below target and the number of contacts is unknown.
 */
export function isBreached(queue: QueueFacts, policy: ServiceLevelPolicy): boolean | undefined {
  const counts = effectiveWindow(queue, policy);
  const contacts = counts && countedContacts(counts, policy.abandons);
  if (contacts !== undefined && contacts < policy.minContacts) return false;
  const level = effectiveServiceLevel(queue, policy);
  if (level === undefined) return undefined;
  if (contacts === undefined) return level < policy.target ? undefined : false;
  return isInBreach(contacts, level * contacts, policy);
}
