import { stringify } from 'yaml';
import type { SimulatedTenant } from '../simulator/index.ts';

/** The exporter's configuration for simulated tenants, as the YAML that a person would write. */
export function exporterConfig(tenants: readonly SimulatedTenant[], polling?: object): string {
  return stringify({
    ...(polling && { polling }),
    tenants: tenants.map(({ name, platform, api, baseUrl, tokenUrl, credentials }) => ({
      name,
      platform,
      api,
      base_url: baseUrl,
      oauth: {
        client_id: credentials.clientId,
        client_secret: credentials.clientSecret,
        token_url: tokenUrl,
      },
    })),
  });
}
