import type { Media } from '../../../../domain/index.ts';

/** The media types that every queue has, whether anything comes by them or not. */
export const MEDIA_TYPES = ['voice', 'chat', 'email', 'message', 'callback', 'video'] as const;
export type MediaType = (typeof MEDIA_TYPES)[number] | 'unknown';

/** A simulated queue has one medium. */
export function mediaTypeOf(media: Media): MediaType {
  return MEDIA_TYPES.find((each) => each === media) ?? 'unknown';
}
