import { z } from 'zod';
import type { Collector, PlatformStatus } from '../../domain/index.ts';
import type { VendorClient } from '../../vendor-http/index.ts';

/** Platform health: `GET /api/v2/health`. Its guide names a `status` but not the values it takes. */

const answerSchema = z.object({ status: z.string().nullish() });

const MEANINGS: readonly (readonly [RegExp, PlatformStatus])[] = [
  [/maintenance/, 'under_maintenance'],
  [/partial/, 'partial_outage'],
  [/degraded|warn|yellow|slow|impaired|minor/, 'degraded_performance'],
  [/unhealthy|unavailable|down|outage|critical|red|fail|major|offline|error/, 'major_outage'],
  [
    /^(ok|okay|up|healthy|operational|available|pass|passing|good|green|normal|running|online|active)$/,
    'operational',
  ],
];

export function health({ client }: { readonly client: VendorClient }): Collector {
  return {
    name: 'health',
    collect: async (signal) => {
      const { status } = await client.request(
        { endpoint: 'health', method: 'GET', path: '/api/v2/health', schema: answerSchema },
        { collector: 'health', signal },
      );
      return { health: { components: [{ component: 'platform', status: meaningOf(status ?? '') }] } };
    },
  };
}

/** A word that nobody has told us the meaning of is not guessed at. */
export function meaningOf(status: string): PlatformStatus {
  const word = status.trim().toLowerCase();
  return MEANINGS.find(([pattern]) => pattern.test(word))?.[1] ?? 'unknown';
}
