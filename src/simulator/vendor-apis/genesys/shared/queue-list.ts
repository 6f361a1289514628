import { z } from 'zod';
import type { Media } from '../../../../domain/index.ts';
import type { QueueProfile } from '../../../engine/index.ts';
import { iso } from '../../../http/time.ts';
import { validate } from '../../../http/validate.ts';
import { type Endpoint, ok } from '../../../http/vendor-api.ts';

export const QUEUE_VIEW = 'routing:queue:view';

/** Queues of the organisation, by page. */
export const queueList: Endpoint = {
  name: 'queue_list',
  method: 'GET',
  path: '/api/v2/routing/queues',
  permission: QUEUE_VIEW,
  handle({ centre, query, endlessPages }) {
    const { pageNumber, pageSize } = validate(querySchema, query);
    const begin = (pageNumber - 1) * pageSize;
    const pageCount = Math.ceil(centre.queues.length / pageSize);
    const uriOf = (page: number): string => `${PATH}?pageSize=${pageSize}&pageNumber=${page}`;
    const hasNext = pageNumber < pageCount || endlessPages;
    return ok({
      entities: centre.queues
        .slice(begin, begin + pageSize)
        .map((queue) => entity(queue, iso(centre.bornAt), memberCount(centre.agents, queue))),
      pageSize,
      pageNumber,
      total: centre.queues.length,
      pageCount,
      firstUri: uriOf(1),
      selfUri: uriOf(pageNumber),
      ...(hasNext && { nextUri: uriOf(pageNumber + 1) }),
      ...(pageNumber > 1 && { previousUri: uriOf(pageNumber - 1) }),
      lastUri: uriOf(Math.max(1, pageCount)),
    });
  },
};

const PATH = '/api/v2/routing/queues';
const DEFAULT_PAGE_SIZE = 25;
const MAX_PAGE_SIZE = 500;

const querySchema = z.object({
  pageNumber: z.coerce.number().int().min(1).default(1),
  pageSize: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
});

/** Queue settings call it `call`, analytics `voice`. */
const SETTINGS_KEY: Readonly<Partial<Record<Media, string>>> = {
  voice: 'call',
  callback: 'callback',
  chat: 'chat',
  email: 'email',
  message: 'message',
};

function entity(queue: QueueProfile, createdAt: string, members: number): unknown {
  const key = SETTINGS_KEY[queue.media];
  const { target, thresholdSeconds } = queue.serviceLevel;
  const settings = {
    alertingTimeoutSeconds: 15,
    enableAutoAnswer: false,
    serviceLevel: { percentage: target, durationMs: thresholdSeconds * 1000 },
  };
  return {
    id: queue.id,
    name: queue.name,
    dateCreated: createdAt,
    dateModified: createdAt,
    memberCount: members,
    userMemberCount: members,
    joinedMemberCount: members,
    mediaSettings: key ? { [key]: settings } : {},
    acwSettings: { wrapupPrompt: 'OPTIONAL', timeoutMs: 30_000 },
    skillEvaluationMethod: 'ALL',
    selfUri: `${PATH}/${queue.id}`,
  };
}

function memberCount(agents: readonly { queueIds: readonly string[] }[], { id }: QueueProfile): number {
  return agents.filter(({ queueIds }) => queueIds.includes(id)).length;
}
