import { resolve } from 'node:path';
import { z } from 'zod';
import { loadDesiredState } from '../desired-state/desired-state.ts';
import { ConfigError, type ConfigProblem } from '../validation/config-error.ts';
import type { Environment } from '../validation/environment.ts';
import type { PlatformDescription, TenantConfig } from './tenant.ts';

const path = z.string().min(1);

/** The top-level key `desired_state`: paths as they are written, of which there may be one for each tenant. */
export const desiredStateSection = z
  .union([path, z.array(path)])
  .optional()
  .describe(
    "Files with the desired routing configuration of tenants' queues, one for each tenant: the exporter tells which queues differ from it, and changes nothing",
  )
  .transform((written): readonly string[] => [written ?? []].flat());

export interface DesiredStateOptions {
  /** Where relative paths start. */
  readonly directory: string;
  readonly platforms: readonly PlatformDescription[];
  readonly env: Environment;
}

/**
 * The tenants with the files of their desired states.
 * @throws ConfigError for files that are not valid, or that fit no tenant.
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
  if (!tenant) return 'is no tenant of the configuration';
  if (other !== undefined) return `has a desired state in ${other} too; keep one of the two`;
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
  return `is of platform ${platform}, api ${api}, where the routing of queues cannot be configured`;
}
