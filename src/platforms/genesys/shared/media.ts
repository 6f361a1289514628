import type { Media } from '../../../domain/index.ts';

/** Media by vendor name: analytics uses `voice`, queue settings use `call`. Source: Genesys Cloud SDK for JavaScript, `Queue.mediaSettings` and `mediaType`. */
const MEDIA_OF: ReadonlyMap<string, Media> = new Map([
  ['voice', 'voice'],
  ['call', 'voice'],
  ['chat', 'chat'],
  ['email', 'email'],
  ['message', 'message'],
  ['callback', 'callback'],
  ['video', 'video'],
]);

/** Media that a queue can have. */
export const GENESYS_MEDIA = ['voice', 'chat', 'email', 'message', 'callback', 'video'] as const;

/** Undefined for a medium that is not queued, such as a shared screen. */
export function mediaOf(word: string): Media | undefined {
  return MEDIA_OF.get(word);
}
