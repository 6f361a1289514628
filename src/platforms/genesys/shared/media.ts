import type { Media } from '../../../domain/index.ts';

/** Words for media: analytics says `voice` where the settings of a queue say `call`. */
const MEDIA_OF: ReadonlyMap<string, Media> = new Map([
  ['voice', 'voice'],
  ['call', 'voice'],
  ['chat', 'chat'],
  ['email', 'email'],
  ['message', 'message'],
  ['callback', 'callback'],
  ['video', 'video'],
]);

/** The media that queues of the platform can have. */
export const GENESYS_MEDIA = ['voice', 'chat', 'email', 'message', 'callback', 'video'] as const;

/** Undefined for a medium that no queue of ours can have, such as a shared screen. */
export function mediaOf(word: string): Media | undefined {
  return MEDIA_OF.get(word);
}
