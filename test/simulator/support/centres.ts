import { type ContactCentre, createContactCentre } from '../../../src/simulator/engine/contact-centre.ts';
import type { AgentProfile, QueueProfile } from '../../../src/simulator/engine/load/profile.ts';

/** Midnight UTC of a Monday. */
export const MONDAY = Date.UTC(2026, 8, 7) / 1000;
export const HOUR = 3600;
export const DAY = 24 * HOUR;

export function queueProfile(id: string, changes: Partial<QueueProfile> = {}): QueueProfile {
  return {
    id,
    name: `Queue ${id}`,
    media: 'voice',
    skill: { id: `skill-${id}`, name: `Skill ${id}` },
    campaign: 'Campaign',
    arrivals: { perHour: 60 },
    handling: { talk: { kind: 'exponential', mean: 180 } },
    patience: { kind: 'exponential', mean: 120 },
    serviceLevel: { target: 0.8, thresholdSeconds: 20 },
    shortAbandonSeconds: 5,
    resolvedShare: 0.7,
    ...changes,
  };
}

export function agentProfiles(
  count: number,
  queueIds: readonly string[],
  changes: Partial<AgentProfile> = {},
): readonly AgentProfile[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${queueIds.join('+')}-${index}`,
    name: `Agent ${index}`,
    queueIds,
    ...changes,
  }));
}

/** One queue with agents who are always on duty. */
export function simpleCentre(
  seed: number,
  agents: number,
  changes: Partial<QueueProfile> = {},
): ContactCentre {
  return createContactCentre({
    seed,
    startAt: MONDAY,
    warmUpSeconds: 0,
    queues: [queueProfile('q', changes)],
    agents: agentProfiles(agents, ['q']),
  });
}
