import { z } from 'zod';
import { isMapping } from '../validation/unknown-keys.ts';
import type { Validator } from '../validation/validate.ts';
import { pollingProblems } from './polling.ts';
import { type Config, fileSchema } from './schema.ts';
import { shortAbandonProblems } from './service-level.ts';
import { completeTenant, type TenantConfig } from './tenant.ts';
import { type PlatformDescription, tenantSchemas } from './tenant-schema.ts';

/** Validates a file's content as a whole: reports everything that is wrong, and gives undefined when a section is. */
export function validateFile(
  value: unknown,
  validator: Validator,
  platforms: readonly PlatformDescription[],
): Omit<Config, 'running'> | undefined {
  validator.refuseUnknownKeys(fileSchema, value, []);
  const parsed = validator.parse(fileSchema, value, []);
  const written = isMapping(value) && Array.isArray(value.tenants) ? value.tenants : [];
  // Tenants are validated even when a section above is invalid, so that all problems are reported at once.
  const schemasOf = tenantSchemas(platforms);
  const finishers = written.map((tenant, index) => readTenant(tenant, index, validator, schemasOf));
  refuseRepeatedNames(written, validator);
  if (!parsed) return undefined;
  const { tenants: _, ...defaults } = parsed;
  return { ...defaults, tenants: finishers.flatMap((finish) => finish?.(defaults) ?? []) };
}

type Defaults = Parameters<typeof completeTenant>[3];

/** Validates one tenant. @returns a function that completes it with the defaults. */
function readTenant(
  value: unknown,
  index: number,
  validator: Validator,
  schemasOf: ReturnType<typeof tenantSchemas>,
): ((defaults: Defaults) => TenantConfig) | undefined {
  const path = ['tenants', index];
  if (!isMapping(value)) {
    validator.parse(z.object({}), value, path);
    return undefined;
  }
  const { platform, common, keys } = schemasOf(value);
  validator.refuseUnknownKeys(keys, value, path);
  const tenant = validator.parse(common, value, path);
  const isCommon = (key: string) => Object.hasOwn(common.shape, key);
  const own = Object.fromEntries(Object.entries(value).filter(([key]) => !isCommon(key)));
  if (platform) validator.parse(platform.settings, own, path);
  if (!tenant || !platform) return undefined;
  return (defaults) => {
    const complete = completeTenant(tenant, platform, own, defaults);
    for (const problem of pollingProblems(complete.polling))
      validator.report([...path, 'polling', ...problem.path], problem.message);
    if (!platform.reportsShortAbandons) {
      const named = `tenant ${complete.name} (${platform.platform} ${platform.api})`;
      for (const problem of shortAbandonProblems(complete.serviceLevel, named))
        validator.report(problem.isInherited ? problem.path : [...path, ...problem.path], problem.message);
    }
    return complete;
  };
}

function refuseRepeatedNames(tenants: readonly unknown[], validator: Validator): void {
  const firstOf = new Map<string, number>();
  for (const [index, tenant] of tenants.entries()) {
    const name = isMapping(tenant) ? tenant.name : undefined;
    if (typeof name !== 'string') continue;
    const first = firstOf.get(name);
    if (first === undefined) firstOf.set(name, index);
    else
      validator.report(
        ['tenants', index, 'name'],
        `is also the name of tenants[${first}]; give each tenant its own name`,
      );
  }
}
