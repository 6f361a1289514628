import type { QueueProfile } from './load/profile.ts';
import type { RoutingSettings } from './routing-config.ts';

const DEFAULT_MAX_WAIT_SECONDS = 1800;
const DEFAULT_OVERFLOW_THRESHOLD = 50;

/** Initial routing configuration: every queue overflows to the next one of its medium. */
export function initialSettings(queues: readonly QueueProfile[]): ReadonlyMap<string, RoutingSettings> {
  return new Map(queues.map((queue) => [queue.id, settingsOf(queue, queues)] as const));
}

function settingsOf(queue: QueueProfile, queues: readonly QueueProfile[]): RoutingSettings {
  const siblings = queues.filter(({ media }) => media === queue.media);
  const next = siblings[(siblings.indexOf(queue) + 1) % siblings.length];
  return {
    routingStrategy: 'longestIdleAgent',
    maxWaitSeconds: DEFAULT_MAX_WAIT_SECONDS,
    waitMusic: { playMusic: true, url: 'https://media.example.com/waiting.wav' },
    overflowTargets: next && next !== queue ? [{ id: next.id, threshold: DEFAULT_OVERFLOW_THRESHOLD }] : [],
    skills: [{ id: queue.skill.id, level: '3' }],
    skillRoutingType: 'any',
    enableOverflow: true,
    overflowThreshold: DEFAULT_OVERFLOW_THRESHOLD,
    serviceLevelGoal: Math.round(100 * queue.serviceLevel.target),
    serviceLevelThresholdSeconds: queue.serviceLevel.thresholdSeconds,
    enableShortAbandon: true,
    shortAbandonSeconds: queue.shortAbandonSeconds,
    countShortAbandons: false,
  };
}
