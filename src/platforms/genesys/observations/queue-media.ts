import type { Media } from '../../../domain/index.ts';
import type { ListedQueue } from '../shared/queue-list.ts';

/** Setting `media`: the media in use, every reported one, or a list. */
export type MediaSetting = 'used' | 'all' | readonly Media[];

/**
 * Decides which media of each queue are shown, for all collectors of a tenant. The platform reports every medium for every
 * queue, in use or not, and aggregates omit media without events.
 *
 * With `used`, a medium is shown once it had contacts in the last seven days or has any now, for as long as the queue
 * exists. A queue without contacts shows one medium. While the history of a queue is unknown, none of its media can be
 * called unused, and all are shown.
 */
export interface QueueMedia {
  readonly setting: MediaSetting;
  /** Whether the setting admits the medium in any queue. */
  readonly admits: (media: Media) => boolean;
  /** Notes a medium that the platform reports in the queue. */
  readonly note: (queueId: string, media: Media, hasContacts: boolean) => void;
  /** Notes that the media with contacts in the last seven days have been noted. */
  readonly noteHistory: (queueId: string) => void;
  readonly shownIn: (queue: Pick<ListedQueue, 'id' | 'configuredMedia'>) => ReadonlySet<Media>;
  /** Forgets all other queues. */
  readonly retain: (queues: { has(queueId: string): boolean }) => void;
}

const NONE: ReadonlySet<Media> = new Set();

export function createQueueMedia(setting: MediaSetting): QueueMedia {
  const reported = new Map<string, Set<Media>>();
  const used = new Map<string, Set<Media>>();
  const historyKnown = new Set<string>();
  const admits = (media: Media) => typeof setting === 'string' || setting.includes(media);

  return {
    setting,
    admits,
    note: (queueId, media, hasContacts) => {
      if (!admits(media)) return;
      add(reported, queueId, media);
      if (hasContacts) add(used, queueId, media);
    },
    noteHistory: (queueId) => {
      historyKnown.add(queueId);
    },
    shownIn: ({ id, configuredMedia }) => {
      const all = reported.get(id) ?? NONE;
      if (setting !== 'used' || !historyKnown.has(id)) return all;
      return used.get(id) ?? new Set([mediumWithoutContacts(all, configuredMedia)]);
    },
    retain: (queues) => {
      for (const known of [reported, used, historyKnown])
        for (const id of known.keys()) if (!queues.has(id)) known.delete(id);
    },
  };
}

/** The medium of a queue without contacts: the only configured one, or voice, unless others are reported and it is not. */
function mediumWithoutContacts(reported: ReadonlySet<Media>, configured: ReadonlySet<Media>): Media {
  const [only, ...others] = configured;
  const expected = only !== undefined && others.length === 0 ? only : 'voice';
  const [first = expected] = reported;
  return reported.has(expected) ? expected : first;
}

function add(sets: Map<string, Set<Media>>, queueId: string, media: Media): void {
  const known = sets.get(queueId);
  if (known) known.add(media);
  else sets.set(queueId, new Set([media]));
}
