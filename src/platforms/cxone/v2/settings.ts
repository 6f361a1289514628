import { z } from 'zod';
import {
  baseUrlSchema,
  clientCredentialsSettings,
  requireSecureTokenUrl,
} from '../../../vendor-http/index.ts';
import { pagingSettings } from '../../shared/pages.ts';

const keys = z.object({
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
  ...pagingSettings,
});

export type Settings = z.output<typeof keys>;

/** Configuration of a tenant with `platform: cxone`, `api: v2`. */
export const settings = keys.superRefine(requireSecureTokenUrl(tokenUrlOf, 'base_url'));

export function tokenUrlOf({ base_url, oauth }: Settings): string {
  return oauth.token_url ?? `${base_url}/api/v2/oauth/token`;
}
