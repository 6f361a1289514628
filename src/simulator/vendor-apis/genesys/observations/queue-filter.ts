import { z } from 'zod';
import type { ContactCentre } from '../../../engine/index.ts';
import { ApiError } from '../../../http/api-error.ts';

/** `filter` of an analytics query: queues, one predicate each, any of which may match. */

/** A query with more predicates is rejected. */
const MAX_PREDICATES = 200;

const predicateSchema = z.object({
  type: z.literal('dimension').optional(),
  dimension: z.literal('queueId'),
  operator: z.literal('matches').optional(),
  value: z.string(),
});

export const queueFilter = z.object({
  type: z.literal('or'),
  predicates: z
    .array(predicateSchema)
    .min(1)
    .max(MAX_PREDICATES, `no more than ${MAX_PREDICATES} predicates are allowed`),
});

/**
 * The queues that a filter names. An unknown queue is treated as one outside the client's divisions.
 * @throws ApiError 403 for the whole query when the client may not see one of the queues.
 */
export function queuesOf(
  centre: ContactCentre,
  { predicates }: z.output<typeof queueFilter>,
): ReadonlySet<string> {
  const ids = new Set(predicates.map(({ value }) => value));
  const forbidden = [...ids].filter((id) => !centre.queue(id));
  if (forbidden.length === 0) return ids;
  const message = `You are not permitted to query for queue ${forbidden.join(', ')}`;
  throw new ApiError(403, 'missing.any.division.permissions', message);
}
