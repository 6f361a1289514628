import { z } from 'zod';
import {
  type Collector,
  defined,
  isSelected,
  type QueueSelection,
  reportSelection,
} from '../../src/domain/index.ts';
import { definePlatform } from '../../src/platforms/platform.ts';
import { pagingSettings, readAllPages } from '../../src/platforms/shared/pages.ts';
import {
  COUNT,
  createRejectionCounter,
  parseRows,
  validNumber,
  withoutDuplicates,
} from '../../src/platforms/shared/rows.ts';
import { displayName, id } from '../../src/platforms/shared/wire-values.ts';
import {
  baseUrlSchema,
  clientCredentials,
  clientCredentialsSettings,
  type VendorClient,
} from '../../src/vendor-http/index.ts';

/** Acme Contact Center, API v1. Source of paths and fields: Acme API reference, "Queues". */

/** Source: Acme API reference, "Rate limits". */
const REQUESTS_PER_MINUTE = 120;

/** Source: Acme API reference, "Scopes". */
const SCOPE = 'queues:read';

const pageSchema = z.object({
  queues: z.array(z.unknown()),
  total: z.int().min(0),
  next: z.string().nullish(),
});

/** One queue. Only the fields that are used; a row that does not match is rejected and counted. */
const rowSchema = z.object({
  id,
  name: z.unknown().optional(),
  waiting: z.number().nullish(),
  agentsAvailable: z.number().nullish(),
});

/** Cursor of the first page, which is requested without one. */
const FIRST_PAGE = '';

interface QueuesOptions {
  readonly client: VendorClient;
  readonly selection: QueueSelection;
  readonly maxPages: number;
}

/** Queue poll: `GET /v1/queues`. */
function queues({ client, selection, maxPages }: QueuesOptions): Collector {
  return {
    name: 'queues',
    collect: async (signal) => {
      const read = async (cursor: string) => {
        const { queues, total, next } = await client.request(
          {
            endpoint: 'queues',
            method: 'GET',
            path: '/v1/queues',
            query: cursor === FIRST_PAGE ? {} : { cursor },
            schema: pageSchema,
          },
          { collector: 'queues', signal },
        );
        return { rows: queues, totals: { rows: total }, ...(next && { next }) };
      };
      const rows = await readAllPages({
        endpoint: 'queues',
        maxPages,
        first: FIRST_PAGE,
        keyOf: String,
        read,
      });
      const rejections = createRejectionCounter();
      const parsed = await parseRows(rows, rowSchema, rejections);
      const found = withoutDuplicates(parsed, (row) => row.id, rejections).map((row) => {
        const available = validNumber(row.agentsAvailable, COUNT, 'agents_available', rejections);
        return defined({
          id: row.id,
          name: displayName(row.name, row.id, rejections),
          media: 'all',
          waiting: validNumber(row.waiting, COUNT, 'waiting', rejections),
          agents: available === undefined ? undefined : { available },
        });
      });
      return {
        queues: found.filter((queue) => isSelected(queue, selection)),
        selection: reportSelection(found, selection),
        rejected: rejections.counts(),
      };
    },
  };
}

export const acme = definePlatform({
  platform: 'acme',
  api: 'v1',
  displayName: 'Acme Contact Center',
  documentation: 'https://developer.example.com/queues',
  collectors: ['queues'],
  requestsPerMinute: REQUESTS_PER_MINUTE,
  permissions: { queues: SCOPE },
  requestCosts: (_, intervals) => ({ queues: 60 / intervals.queues }),
  settings: z.object({
    base_url: baseUrlSchema.describe('Base URL of the API'),
    oauth: clientCredentialsSettings.describe('Client credentials'),
    ...pagingSettings,
  }),
  connect: ({ settings: { base_url, oauth, max_pages: maxPages }, selection, openClient }) => {
    const tokenUrl = oauth.token_url ?? `${base_url}/oauth/token`;
    const client = openClient({
      baseUrl: base_url,
      authenticate: clientCredentials({ ...oauth, tokenUrl, scope: oauth.scope ?? SCOPE }),
    });
    return { collectors: [queues({ client, selection, maxPages })], close: () => client.close() };
  },
});
