import { z } from 'zod';
import { baseUrlSchema, clientCredentialsSettings } from '../../vendor-http/index.ts';

/** Far above what any guide asks for. */
const MAX_PAGES = 10_000;

/** Configuration of a tenant with `platform: cxone`, `api: v2`. */
export const settings = z.object({
  base_url: baseUrlSchema.describe("The API's root, such as https://us-1.api.cxm.nice.incontact.com"),
  oauth: clientCredentialsSettings.describe(
    'How the exporter signs in; the default token address is {base_url}/api/v2/oauth/token',
  ),
  service_level_unit: z
    .enum(['percent', 'ratio'])
    .default('percent')
    .describe("The unit of the platform's serviceLevel, which its guide leaves open"),
  duration_unit: z
    .enum(['seconds', 'milliseconds'])
    .default('seconds')
    .describe('The unit of the times in interaction analytics, which its guide leaves open'),
  max_pages: z
    .int()
    .min(1)
    .max(MAX_PAGES)
    .default(50)
    .describe('An answer with more pages than this is refused whole'),
});

export type Settings = z.output<typeof settings>;
