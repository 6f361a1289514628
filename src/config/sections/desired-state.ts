import { resolve } from 'node:path';
import { z } from 'zod';
import { loadDesiredState } from '../desired-state/desired-state.ts';
import { ConfigError, type ConfigProblem } from '../validation/config-error.ts';
import type { Environment } from '../validation/environment.ts';
import type { TenantConfig } from './tenant.ts';
import type { PlatformDescription } from './tenant-schema.ts';

const path = z.string().min(1);

/** The top-level key `desired_state`: paths as written, at most one per tenant. */
export const desiredStateSection = z
  .union([path, z.array(path)])
  .optional()
  .describe(
    'Files with the desired routing configuration of queues, at most one per tenant; the exporter reports drift and changes nothing',
  )
  .transform((written): readonly string[] => [written ?? []].flat());

export interface DesiredStateOptions {
  /** Where relative paths start. */
  readonly directory: string;
  readonly platforms: readonly PlatformDescription[];
  readonly env: Environment;
}

/**
 * Adds the files of desired states to their tenants.
 * @throws ConfigError for an invalid file, or one whose tenant is not configured.
 */
export async function withDesiredStates(
  tenants: readonly TenantConfig[],
  paths: readonly string[],
  { directory, platforms, env }: DesiredStateOptions,
): Promise<readonly TenantConfig[]> {
  const files = new Map<string, string>();
  const problems: ConfigProblem[] = [];
  for (const file of paths.map((each) => resolve(directory, each))) {
    const { state, tenantProblem } = await loadDesiredState(file, env);
    const tenant = tenants.find(({ name }) => name === state.tenant);
    const problem = problemOf(tenant, files.get(state.tenant), platforms);
    if (problem !== undefined) problems.push(tenantProblem(problem));
    files.set(state.tenant, file);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return tenants.map((tenant) => {
    const desiredStateFile = files.get(tenant.name);
    return desiredStateFile === undefined ? tenant : { ...tenant, desiredStateFile };
  });
}

function problemOf(
  tenant: TenantConfig | undefined,
  other: string | undefined,
  platforms: readonly PlatformDescription[],
): string | undefined {
  if (!tenant) return 'is not a configured tenant';
  if (other !== undefined) return `already has a desired state in ${other}; keep one of the two`;
  return canConfigureQueues(tenant, platforms) ? undefined : cannotConfigureQueues(tenant);
}

function canConfigureQueues(
  { platform, api }: TenantConfig,
  platforms: readonly PlatformDescription[],
): boolean {
  return platforms.some(
    (each) => each.platform === platform && each.api === api && each.configuresQueues === true,
  );
}

export function cannotConfigureQueues({ platform, api }: TenantConfig): string {
  return `has platform: ${platform}, api: ${api}, which does not support queue configuration`;
}
