import { createDayProfile, type DayProfile } from './day-profile.ts';
import { type KeptProfile, keepProfile, profileFrom } from './kept-profile.ts';
import type { QueueObservation } from './observation.ts';

/** What is kept of each queue over a restart, and longer than the rest while it is not seen: its days' profile. */

export type QueueName = Pick<QueueObservation, 'tenant' | 'queueId' | 'media'>;

export interface KeptQueue extends QueueName {
  readonly arrivals: KeptProfile;
}

/** Length of a slot of the day, seconds: long enough for some contacts to come. */
const SLOT_SECONDS = 1800;
/** Seconds: a profile of the week has to outlive a holiday. */
const FORGET_AFTER = 14 * 86_400;

export interface KeptQueues {
  /** An empty one for a queue not known yet; what is learned into it is kept. */
  readonly profileOf: (queue: QueueName) => DayProfile;
  /** Drops those not learned into for two weeks; `now` in Unix seconds. */
  readonly forget: (now: number) => void;
  readonly toState: () => readonly KeptQueue[];
}

export function createKeptQueues(state: readonly KeptQueue[] = []): KeptQueues {
  const queues = new Map<string, { readonly name: QueueName; readonly profile: DayProfile }>();
  for (const { tenant, queueId, media, arrivals } of state) {
    const name = { tenant, queueId, media };
    const profile = profileFrom(SLOT_SECONDS, arrivals);
    if (profile) queues.set(keyOf(name), { name, profile });
  }
  return {
    profileOf({ tenant, queueId, media }) {
      const name = { tenant, queueId, media };
      const { profile } = queues.get(keyOf(name)) ?? { profile: createDayProfile(SLOT_SECONDS) };
      queues.set(keyOf(name), { name, profile });
      return profile;
    },
    forget(now) {
      for (const [key, { profile }] of queues) {
        const isStale = profile.slot >= 0 && now - profile.slot * SLOT_SECONDS > FORGET_AFTER;
        if (isStale) queues.delete(key);
      }
    },
    toState: () =>
      [...queues.values()]
        .filter(({ profile }) => profile.visits.some((visits) => visits > 0))
        .map(({ name, profile }) => ({ ...name, arrivals: keepProfile(profile) })),
  };
}

export function keyOf({ tenant, queueId, media = '' }: QueueName): string {
  return `${tenant}\u0000${queueId}\u0000${media}`;
}
