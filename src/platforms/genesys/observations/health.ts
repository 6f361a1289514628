import { z } from 'zod';
import type { Collector } from '../../../domain/index.ts';
import { isVendorError, type RequestContext, type VendorClient } from '../../../vendor-http/index.ts';
import { createTally } from '../../shared/rows.ts';
import type { StatusPage } from '../../shared/status-page.ts';

/**
 * The platform has no health question. That `GET /api/v2/tokens/me` knows our token, for which no permission is needed,
 * is the witness; what the public status page says of its components is shown beside it.
 */

/** Refusals of a platform that is well: the call is not for this kind of client. */
const ANSWERS_ALL_THE_SAME: readonly unknown[] = [403, 404];

export interface HealthOptions {
  readonly client: VendorClient;
  readonly statusPage?: StatusPage;
}

export function health({ client, statusPage }: HealthOptions): Collector {
  return {
    name: 'health',
    collect: async (signal) => {
      const context: RequestContext = { collector: 'health', signal };
      const tally = createTally();
      const [components] = await Promise.all([
        statusPage?.read(context, tally),
        askWhoWeAre(client, context),
      ]);
      return { health: { components: components ?? [] }, rejected: tally.rejections() };
    },
  };
}

async function askWhoWeAre(client: VendorClient, context: RequestContext): Promise<void> {
  try {
    await client.request(
      { endpoint: 'token_info', method: 'GET', path: '/api/v2/tokens/me', schema: z.looseObject({}) },
      context,
    );
  } catch (error) {
    if (!isVendorError(error) || !ANSWERS_ALL_THE_SAME.includes(error.status)) throw error;
  }
}
