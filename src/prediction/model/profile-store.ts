import { createDayProfile, type DayProfile } from './day-profile.ts';
import { type QueueName, queueNameKey, queueNameOf } from './observation.ts';
import { decodeProfile, type EncodedProfile, encodeProfile } from './profile-codec.ts';

/** Day profiles of all queues: the part of a queue's model that outlives a restart, and a holiday without polls. */

/** A queue's profile in the state file. */
export interface StoredProfile extends QueueName {
  readonly arrivals: EncodedProfile;
}

export interface ProfileStore {
  /** The profile of the queue, empty for a new queue. The caller updates it in place. */
  readonly profileOf: (queue: QueueName) => DayProfile;
  /** Drops profiles not updated for two weeks; `now` in Unix seconds. */
  readonly forget: (now: number) => void;
  readonly toState: () => readonly StoredProfile[];
}

/** Length of a slot, seconds: long enough to contain some contacts. */
const SLOT_SECONDS = 1800;
/** Seconds: a weekly profile has to outlive a holiday. */
const FORGET_AFTER = 14 * 86_400;

/** Profiles by {@link queueNameKey}. */
export type ProfileMap = Map<string, { readonly name: QueueName; readonly profile: DayProfile }>;

/** The readable profiles of a state file. */
export function profilesOf(state: readonly StoredProfile[] = []): ProfileMap {
  const queues: ProfileMap = new Map();
  for (const { arrivals, ...name } of state) {
    const profile = decodeProfile(SLOT_SECONDS, arrivals);
    if (profile) queues.set(queueNameKey(name), { name: queueNameOf(name), profile });
  }
  return queues;
}

/** `queues` is updated in place. */
export function createProfileStore(queues: ProfileMap): ProfileStore {
  return {
    profileOf(queue) {
      const key = queueNameKey(queue);
      const { profile } = queues.get(key) ?? { profile: createDayProfile(SLOT_SECONDS) };
      queues.set(key, { name: queueNameOf(queue), profile });
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
        .map(({ name, profile }) => ({ ...name, arrivals: encodeProfile(profile) })),
  };
}
