import { z } from 'zod';
import { clientCredentialsSettingsFor } from '../../../vendor-http/index.ts';
import { pagingSettings } from '../../shared/pages.ts';
import { statusPageSettings } from '../../shared/status-page.ts';
import { hostSettings, secureHosts } from '../shared/hosts.ts';
import { GENESYS_MEDIA } from '../shared/media.ts';

const keys = z.object({
  ...hostSettings,
  oauth: clientCredentialsSettingsFor({ clientAuth: 'basic' }).describe(
    'OAuth client with the grant "client credentials"; its roles define its permissions',
  ),
  media: z
    .union([
      z.enum(['used', 'all'], { error: 'must be used, all, or a list such as [voice, chat]' }),
      z.array(z.enum(GENESYS_MEDIA)).min(1),
    ])
    .default('used')
    .describe(
      'Media to export of each queue: `used` (those with contacts in the last seven days or now), `all` (every medium that the platform reports), or a list; see [media](media.md)',
    ),
  ...pagingSettings,
  status_page: statusPageSettings('https://status.mypurecloud.com'),
});

/** Configuration of a tenant with `platform: genesys`, `api: observations`. */
export const settings = keys.superRefine(secureHosts);
