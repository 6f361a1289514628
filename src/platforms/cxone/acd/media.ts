import type { Media } from '../../../domain/index.ts';

const MEDIA_BY_TYPE_ID: Readonly<Record<number, Media>> = {
  1: 'email',
  3: 'chat',
  4: 'voice',
  // A voicemail is worked off as a callback is: nobody is on the line while it waits.
  5: 'callback',
  6: 'work_item',
  // SMS, social messaging, and the digital channels.
  7: 'message',
  8: 'message',
  9: 'message',
};

/** The medium of a `mediaTypeId`; one that we do not know is not told apart. */
export function mediaOf(typeId: number | undefined): Media {
  return (typeId === undefined ? undefined : MEDIA_BY_TYPE_ID[typeId]) ?? 'all';
}
