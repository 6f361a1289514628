import { z } from 'zod';
import type { Collector } from '../../domain/index.ts';
import { isVendorError, type RequestContext, type VendorClient } from '../../vendor-http/index.ts';
import type { StatusPage } from '../status-page.ts';

/**
 * The platform has no health question. It is well when it knows our token: `GET /api/v2/tokens/me`, which asks for no
 * permission. Its public status page, where one is configured, adds what it says of its components.
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
      await askWhoWeAre(client, context);
      const onPage = (await statusPage?.read(context)) ?? [];
      return { health: { components: [{ component: 'platform', status: 'operational' }, ...onPage] } };
    },
  };
}

async function askWhoWeAre(client: VendorClient, context: RequestContext): Promise<void> {
  try {
    await client.request(
      { endpoint: 'token', method: 'GET', path: '/api/v2/tokens/me', schema: z.looseObject({}) },
      context,
    );
  } catch (error) {
    if (!isVendorError(error) || !ANSWERS_ALL_THE_SAME.includes(error.status)) throw error;
  }
}
