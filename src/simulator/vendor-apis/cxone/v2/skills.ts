import { z } from 'zod';
import { pageOf } from '../../../http/cursor.ts';
import { validate } from '../../../http/validate.ts';
import { type Endpoint, ok } from '../../../http/vendor-api.ts';
import { SCOPES } from './scopes.ts';

/** Skills that a queue's configuration may reference. The guide gives only the path; the shape is that of guide B6. */
export const skills: Endpoint = {
  name: 'skills',
  method: 'GET',
  path: '/api/v2/routing/skills',
  scopes: [SCOPES.queuesRead],
  handle({ centre, query, origin, endlessPages }) {
    const { pageSize, offset } = validate(querySchema, query);
    const all = new Map(centre.queues.map(({ skill }) => [skill.id, skill.name]));
    const page = pageOf([...all], offset, pageSize, endlessPages);
    const nextUri = `${origin}${skills.path}?pageSize=${pageSize}&offset=${page.next}`;
    return ok({
      results: page.items.map(([id, name]) => ({ id, name })),
      ...(page.next !== undefined && { nextUri }),
    });
  },
};

const querySchema = z.object({
  pageSize: z.coerce.number().int().min(1).max(500).default(100),
  offset: z.coerce.number().int().min(0).default(0),
});
