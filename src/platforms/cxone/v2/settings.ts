import { z } from 'zod';
import {
  baseUrlSchema,
  clientCredentialsSettings,
  requireSecureTokenUrl,
} from '../../../vendor-http/index.ts';
import { pagingSettings } from '../../shared/pages.ts';
import { analyticsSettings } from './analytics/analytics-settings.ts';

const keys = z.object({
  base_url: baseUrlSchema.describe('Base URL of the API, such as https://us-1.api.cxm.nice.incontact.com'),
  oauth: clientCredentialsSettings.describe(
    'Client credentials; the default token endpoint is {base_url}/api/v2/oauth/token',
  ),
  service_level_unit: z
    .enum(['percent', 'ratio'])
    .default('percent')
    .describe("Unit of the platform's serviceLevel, which its guide does not state"),
  duration_unit: z
    .enum(['seconds', 'milliseconds'])
    .default('seconds')
    .describe('Unit of the times in interaction analytics, which its guide does not state'),
  ...analyticsSettings,
  ...pagingSettings,
});

export type Settings = z.output<typeof keys>;

/** Configuration of a tenant with `platform: cxone`, `api: v2`. */
export const settings = keys.superRefine(requireSecureTokenUrl(tokenUrlOf, 'base_url'));

export function tokenUrlOf({ base_url, oauth }: Settings): string {
  return oauth.token_url ?? `${base_url}/api/v2/oauth/token`;
}
