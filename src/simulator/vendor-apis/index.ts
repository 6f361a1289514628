import type { VendorApi } from '../http/vendor-api.ts';
import { cxoneAcd } from './cxone/acd/index.ts';
import { cxoneV2 } from './cxone/v2/index.ts';
import { genesysDetails } from './genesys/details/index.ts';
import { genesysObservations } from './genesys/observations/index.ts';

/** The registry: every vendor API that the simulator serves. A new one adds its folder and a line here. */
export const VENDOR_APIS: readonly VendorApi[] = [cxoneV2, cxoneAcd, genesysObservations, genesysDetails];

/** Tenants of the demo: the name is also that of the preset contact centre. */
export const DEMO_TENANTS = [
  demoTenant('acme', cxoneV2),
  demoTenant('initech', cxoneAcd),
  demoTenant('globex', genesysDetails),
  demoTenant('umbrella', genesysObservations),
];

function demoTenant(name: string, { platform, api }: VendorApi) {
  return { name, platform, api, centre: name };
}

/** @throws RangeError when the API is not in the registry. */
export function vendorApiOf(platform: string, api: string): VendorApi {
  const vendorApi = VENDOR_APIS.find((each) => each.platform === platform && each.api === api);
  if (vendorApi) return vendorApi;
  const known = VENDOR_APIS.map((each) => `${each.platform} ${each.api}`).join(', ');
  throw new RangeError(`unknown API ${platform} ${api}; the simulator serves: ${known}`);
}
