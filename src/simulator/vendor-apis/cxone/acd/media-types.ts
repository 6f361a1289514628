import type { Media } from '../../../../domain/index.ts';

/** Media type ids and names of this API. */

export interface MediaType {
  readonly mediaTypeId: number;
  readonly mediaTypeName: string;
}

const PHONE: MediaType = { mediaTypeId: 4, mediaTypeName: 'Phone Call' };
const DIGITAL: MediaType = { mediaTypeId: 9, mediaTypeName: 'Digital' };

const MEDIA_TYPES: Readonly<Record<Media, MediaType>> = {
  email: { mediaTypeId: 1, mediaTypeName: 'E-Mail' },
  chat: { mediaTypeId: 3, mediaTypeName: 'Chat' },
  voice: PHONE,
  callback: { mediaTypeId: 5, mediaTypeName: 'Voice Mail' },
  work_item: { mediaTypeId: 6, mediaTypeName: 'Work Item' },
  message: DIGITAL,
  // This API has no video.
  video: DIGITAL,
  all: PHONE,
};

export function mediaTypeOf(media: Media): MediaType {
  return MEDIA_TYPES[media];
}
