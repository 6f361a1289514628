import { z } from 'zod';
import type { RoutingContext } from '../../domain/index.ts';
import type { VendorClient } from '../../vendor-http/index.ts';

/** The skills that a queue may require: `GET /api/v2/routing/skills`, in pages joined by `nextUri`. */

const PATH = '/api/v2/routing/skills';
/** Far more than any contact centre has skills for; only a list that never ends reaches it. */
const MAX_PAGES = 50;

const pageSchema = z.object({
  results: z.array(z.object({ id: z.string() })),
  nextUri: z.string().nullish(),
});

/** @throws what the requests fail with; Error when the pages do not end. */
export async function readAllSkillIds(
  client: VendorClient,
  context: RoutingContext,
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  const asked = new Set<string>();
  let next: string | undefined = PATH;
  while (next) {
    if (asked.has(next) || asked.size === MAX_PAGES)
      throw new Error(`The list of skills did not end after ${asked.size} pages`);
    asked.add(next);
    const page: z.output<typeof pageSchema> = await client.request(
      { endpoint: 'routing_skills', method: 'GET', path: next, schema: pageSchema },
      context,
    );
    for (const { id } of page.results) ids.add(id);
    next = page.nextUri || undefined;
  }
  return ids;
}
