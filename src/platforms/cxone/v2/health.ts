/** Platform health: `GET /api/v2/health`. Source: CXone guide to queue routing, "Health"; it does not list the values of `status`. */

import { z } from 'zod';
import type { Collector, PlatformStatus } from '../../../domain/index.ts';
import type { VendorClient } from '../../../vendor-http/index.ts';
import { normalisedWord } from '../../shared/wire-values.ts';

const responseSchema = z.object({ status: z.string().nullish() });

/**
 * Recognised values, in the spelling of {@link normalisedWord}. Only whole values match: phrases such as "No errors" or
 * "shutdown complete" are unknown.
 */
const WORDS: Readonly<Record<Exclude<PlatformStatus, 'unknown'>, readonly string[]>> = {
  operational: [
    'operational',
    'ok',
    'okay',
    'up',
    'healthy',
    'available',
    'pass',
    'passing',
    'good',
    'green',
    'normal',
    'running',
    'online',
    'active',
  ],
  degraded_performance: [
    'degraded_performance',
    'degraded',
    'degradation',
    'partially_degraded',
    'warn',
    'warning',
    'yellow',
    'slow',
    'impaired',
    'minor',
  ],
  partial_outage: ['partial_outage', 'partial'],
  major_outage: [
    'major_outage',
    'outage',
    'unhealthy',
    'unavailable',
    'down',
    'critical',
    'red',
    'fail',
    'failed',
    'failing',
    'failure',
    'major',
    'offline',
    'error',
  ],
  under_maintenance: ['under_maintenance', 'maintenance', 'in_maintenance'],
};

const MEANINGS: ReadonlyMap<string, PlatformStatus> = new Map(
  Object.entries(WORDS).flatMap(([status, words]) =>
    words.map((word) => [word, status as PlatformStatus] as const),
  ),
);

export function health({ client }: { readonly client: VendorClient }): Collector {
  return {
    name: 'health',
    collect: async (signal) => {
      const { status } = await client.request(
        { endpoint: 'health', method: 'GET', path: '/api/v2/health', schema: responseSchema },
        { collector: 'health', signal },
      );
      return { health: { components: [{ component: 'platform', status: meaningOf(status ?? '') }] } };
    },
  };
}

/** Unrecognised statuses map to `unknown`. */
export function meaningOf(status: string): PlatformStatus {
  return MEANINGS.get(normalisedWord(status)) ?? 'unknown';
}
