import { z } from 'zod';
import { numberFromEnv } from '../../../settings/index.ts';
import {
  type Authenticate,
  accessKeyLogin,
  accessKeySettings,
  baseUrlSchema,
  passwordGrant,
  requireSecureTokenUrl,
} from '../../../vendor-http/index.ts';
import { pagingSettings } from '../../shared/pages.ts';
import { statusPageSettings } from '../../shared/status-page.ts';

/** Source: NICE CXone developer portal, OpenAPI documents, prefix `/inContactAPI/services/v34.0`. */
const CURRENT_VERSION = 34;
const MAX_VERSION = 999;

const keys = z.object({
  base_url: baseUrlSchema
    .optional()
    .describe(
      "The API's root, such as https://api-na1.niceincontact.com; default: discovered with the token",
    ),
  oauth: accessKeySettings.describe(
    'Credentials: password grant when client_id is set (default token endpoint ' +
      '{issuer_url}/auth/token), otherwise access-key login of the area (default ' +
      'https://{area}.nice-incontact.com/authentication/v1/token/access-key)',
  ),
  area: z
    .string()
    .regex(/^[a-z0-9-]+$/i, 'must be the name of an area, such as na1')
    .default('na1')
    .describe('Area of the access-key login: na1, au1, eu1'),
  issuer_url: baseUrlSchema
    .prefault('https://cxone.niceincontact.com')
    .describe('Token issuer and discovery service; https://cxone-gov.niceincontact.com for FedRAMP'),
  tenant_id: z
    .string()
    .min(1)
    .optional()
    .describe('Tenant to discover the base URL of, without base_url; default: the tenant of the token'),
  api_version: numberFromEnv(z.int().min(1).max(MAX_VERSION))
    .default(CURRENT_VERSION)
    .describe('Version N in /inContactAPI/services/vN.0'),
  ...pagingSettings,
  status_page: statusPageSettings('https://status.niceincontact.com'),
});

export type Settings = z.output<typeof keys>;

/** Configuration of a tenant with `platform: cxone`, `api: acd`. */
export const settings = keys.superRefine(requireSecureTokenUrl(tokenUrlOf, 'issuer_url'));

export function signInOf(settings: Settings): Authenticate {
  const { accessKeyId, accessKeySecret, allowInsecureHttp, clientId } = settings.oauth;
  const tokenUrl = tokenUrlOf(settings);
  if (clientId !== undefined) return passwordGrant({ ...settings.oauth, tokenUrl });
  return accessKeyLogin({ loginUrl: tokenUrl, accessKeyId, accessKeySecret, allowInsecureHttp });
}

function tokenUrlOf({ oauth, issuer_url, area }: Settings): string {
  if (oauth.token_url !== undefined) return oauth.token_url;
  return oauth.clientId === undefined
    ? `https://${area}.nice-incontact.com/authentication/v1/token/access-key`
    : `${issuer_url}/auth/token`;
}
