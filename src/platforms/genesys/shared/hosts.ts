/**
 * Hosts of a Genesys Cloud organisation: `api.{domain}` and `login.{domain}`. Any domain is accepted, because the list of
 * regions grows. Source: Genesys Cloud SDK for JavaScript, `PureCloudRegionHosts.js`.
 */

import { z } from 'zod';
import { baseUrlSchema, requireSecureTokenUrl } from '../../../vendor-http/index.ts';

const DEFAULT_DOMAIN = 'mypurecloud.com';

/** Domain by AWS region, FedRAMP included. Source: terraform-provider-genesyscloud, `provider.go`. */
const DOMAIN_OF_AWS_REGION: Readonly<Record<string, string>> = {
  'us-east-1': 'mypurecloud.com',
  'us-east-2': 'use2.us-gov-pure.cloud',
  'us-west-2': 'usw2.pure.cloud',
  'ca-central-1': 'cac1.pure.cloud',
  'mx-central-1': 'mxc1.pure.cloud',
  'sa-east-1': 'sae1.pure.cloud',
  'eu-west-1': 'mypurecloud.ie',
  'eu-west-2': 'euw2.pure.cloud',
  'eu-central-1': 'mypurecloud.de',
  'eu-central-2': 'euc2.pure.cloud',
  'eusc-de-east-1': 'edee1.eusc-pure.cloud',
  'me-central-1': 'mec1.pure.cloud',
  'ap-south-1': 'aps1.pure.cloud',
  'ap-southeast-1': 'apse1.pure.cloud',
  'ap-southeast-2': 'mypurecloud.com.au',
  'ap-northeast-1': 'mypurecloud.jp',
  'ap-northeast-2': 'apne2.pure.cloud',
  'ap-northeast-3': 'apne3.pure.cloud',
};

const REGION = 'must be a domain such as mypurecloud.de, or an AWS region such as eu-central-1';
const UNKNOWN_AWS_REGION = `must be a domain such as mypurecloud.de, or one of the AWS regions ${Object.keys(DOMAIN_OF_AWS_REGION).join(', ')}`;

export const hostSettings = {
  region: z
    .string()
    .regex(/^[A-Za-z0-9.-]+$/, REGION)
    .refine(
      (region) => region.includes('.') || Object.hasOwn(DOMAIN_OF_AWS_REGION, region),
      UNKNOWN_AWS_REGION,
    )
    .default(DEFAULT_DOMAIN)
    .describe('Domain of the region, such as mypurecloud.de, or its AWS name, such as eu-central-1'),
  base_url: baseUrlSchema.optional().describe('Base URL of the API; default: https://api.{region}'),
};

export interface Hosts {
  readonly baseUrl: string;
  readonly tokenUrl: string;
}

interface HostSettings {
  readonly region: string;
  readonly base_url?: string | undefined;
  readonly oauth: { readonly token_url?: string | undefined; readonly allowInsecureHttp: boolean };
}

/** Without `token_url`, the token endpoint follows `base_url`: `login.` in place of `api.`, else the same host. */
export function hostsOf({ region, base_url, oauth }: HostSettings): Hosts {
  const baseUrl = base_url ?? `https://api.${DOMAIN_OF_AWS_REGION[region] ?? region}`;
  return {
    baseUrl,
    tokenUrl: oauth.token_url ?? `${baseUrl.replace('//api.', '//login.')}/oauth/token`,
  };
}

export const secureHosts = requireSecureTokenUrl(
  (settings: HostSettings) => hostsOf(settings).tokenUrl,
  'base_url',
);
