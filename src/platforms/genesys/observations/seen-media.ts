import type { Media } from '../../../domain/index.ts';

/**
 * The media that each queue has been seen to have. Aggregates leave out what had no event, so this is what tells a
 * medium without events, whose counts are 0, from one that the queue does not have.
 */
export interface SeenMedia {
  readonly note: (queueId: string, media: Media) => void;
  readonly of: (queueId: string) => Iterable<Media>;
}

export function createSeenMedia(): SeenMedia {
  const seen = new Map<string, Set<Media>>();
  return {
    note: (queueId, media) => {
      const known = seen.get(queueId);
      if (known) known.add(media);
      else seen.set(queueId, new Set([media]));
    },
    of: (queueId) => seen.get(queueId) ?? [],
  };
}
