import { isDeepStrictEqual } from 'node:util';
import type { TenantConfig } from './sections/tenant.ts';

/**
 * Whether a tenant is the same in two configurations, what it inherits included, so that a reload may leave it alone.
 * A secret in a file is the same as long as its path is: it is read anew when it is needed.
 */
export function sameTenant(a: TenantConfig, b: TenantConfig): boolean {
  return isDeepStrictEqual(a, b);
}
