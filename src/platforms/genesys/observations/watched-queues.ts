import { isSelected, type Media, type QueueSelection } from '../../../domain/index.ts';
import type { RequestContext } from '../../../vendor-http/index.ts';
import { PlatformError } from '../../platform-error.ts';
import type { RejectionCounter } from '../../shared/rows.ts';
import {
  type ListedQueue,
  QUEUE_LIST_PERMISSION,
  type QueueList,
  queueNamesUnknown,
} from '../shared/queue-list.ts';

const IDS_NEEDED = `Queues unknown: grant ${QUEUE_LIST_PERMISSION}, or set queues.ids`;

/** Queues to query, by id; responses contain ids only. */
export type WatchedQueues = ReadonlyMap<string, ListedQueue>;

export interface SelectedQueues {
  readonly queues: WatchedQueues;
  /** All queues that the client may list, selected or not. */
  readonly listed: readonly ListedQueue[];
}

/** Queues of the selection. Selected ids that the list omits are queried too. */
export async function watchedQueues(
  ...parameters: Parameters<typeof selectedQueues>
): Promise<WatchedQueues> {
  return (await selectedQueues(...parameters)).queues;
}

/** Queues of the selection, with the list they were selected from. */
export async function selectedQueues(
  queueList: QueueList,
  selection: QueueSelection,
  context: RequestContext,
  rejections: RejectionCounter,
): Promise<SelectedQueues> {
  const listed = await queueList.read(context, rejections);
  if (!listed) assertNeedsNoList(selection);
  const known = new Set(listed?.map(({ id }) => id));
  const unlisted = selection.ids
    .filter((id) => !known.has(id))
    .map((id) => ({ id, name: id, serviceLevels: new Map(), configuredMedia: new Set<Media>() }));
  const selected = listed?.filter((queue) => isSelected(queue, selection)) ?? [];
  const queues = new Map([...selected, ...unlisted].map((queue) => [queue.id, queue]));
  return { queues, listed: listed ?? [] };
}

/** @throws PlatformError when the selection needs the list. */
function assertNeedsNoList({ include, exclude, ids }: QueueSelection): void {
  if (include.length > 0 || exclude.length > 0) throw queueNamesUnknown();
  if (ids.length === 0) throw new PlatformError('queue_ids_unknown', IDS_NEEDED);
}

/** The queues that the client may query. */
export function permitted(queues: WatchedQueues, allowed: ReadonlySet<string>): WatchedQueues {
  return new Map([...queues].filter(([id]) => allowed.has(id)));
}
