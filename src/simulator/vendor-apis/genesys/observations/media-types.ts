import type { Media } from '../../../../domain/index.ts';

/** Media types that every queue reports, used or not. */
export const MEDIA_TYPES = ['voice', 'chat', 'email', 'message', 'callback', 'video'] as const;
export type MediaType = (typeof MEDIA_TYPES)[number] | 'unknown';

/** A simulated queue has one medium. */
export function mediaTypeOf(media: Media): MediaType {
  return MEDIA_TYPES.find((each) => each === media) ?? 'unknown';
}
