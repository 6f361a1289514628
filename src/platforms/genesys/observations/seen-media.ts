import type { Media } from '../../../domain/index.ts';

/**
 * Media seen in each queue. Aggregates omit media without events; a medium seen before has 0 events, another one does
 * not exist in the queue.
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
