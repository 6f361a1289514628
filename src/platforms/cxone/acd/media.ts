import type { Media } from '../../../domain/index.ts';

/** Source: NICE CXone developer portal, "RealTime Data API", parameter `mediaTypeId`. */
const MEDIA_BY_TYPE_ID: Readonly<Record<number, Media>> = {
  1: 'email',
  3: 'chat',
  4: 'voice',
  // Voicemail: the caller is not on the line while it waits.
  5: 'callback',
  6: 'work_item',
  // SMS, social messaging, digital channels.
  7: 'message',
  8: 'message',
  9: 'message',
};

/** Medium of a `mediaTypeId`; `all` when it is unknown. */
export function mediaOf(typeId: number | undefined): Media {
  return (typeId === undefined ? undefined : MEDIA_BY_TYPE_ID[typeId]) ?? 'all';
}
