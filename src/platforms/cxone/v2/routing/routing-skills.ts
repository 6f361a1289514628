/** Skills that a queue may require: `GET /api/v2/routing/skills`. Source: CXone guide to queue routing, which names only the path. */

import { z } from 'zod';
import type { RoutingContext } from '../../../../domain/index.ts';
import type { VendorClient } from '../../../../vendor-http/index.ts';
import { id } from '../../../shared/wire-values.ts';
import { pageOf, readPages } from '../pages.ts';

const pageSchema = z
  .object({ results: z.array(z.object({ id })), nextUri: z.string().nullish() })
  .transform(({ results, nextUri }) =>
    pageOf(
      results.map(({ id }) => id),
      nextUri,
    ),
  );

/** @throws the errors of {@link readPages}. */
export async function readAllSkillIds(
  client: VendorClient,
  maxPages: number,
  context: RoutingContext,
): Promise<ReadonlySet<string>> {
  const ids = await readPages(
    client,
    { endpoint: 'routing_skills', method: 'GET', path: '/api/v2/routing/skills', schema: pageSchema },
    maxPages,
    context,
  );
  return new Set(ids.map(String));
}
