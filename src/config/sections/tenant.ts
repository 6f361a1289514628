import { isDeepStrictEqual } from 'node:util';
import type {
  CollectorName,
  QueueSelection,
  ServiceLevelPolicies,
  ServiceLevelPolicy,
} from '../../domain/index.ts';
import { type NetworkConfig, networkOf } from './network.ts';
import type { PlanConfig } from './plan.ts';
import { overriddenCollectors, overridePolling, type PollingConfig, withPlanFile } from './polling.ts';
import type { ParsedTenant, PlatformDescription } from './tenant-schema.ts';

/** One tenant with its defaults applied. */
export interface TenantConfig {
  readonly name: string;
  readonly platform: string;
  readonly api: string;
  /** Constant labels; absent: none. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly collectors: readonly CollectorName[];
  readonly polling: PollingConfig;
  /** Collectors that `polling` of the tenant sets although its API lacks them; absent: none. */
  readonly unusedPolling?: readonly CollectorName[];
  readonly serviceLevel: ServiceLevelPolicies;
  readonly queues: QueueSelection;
  /** Agents exported individually. */
  readonly agents: { readonly ids: readonly string[] };
  /** File of the desired routing configuration, read again at each use. */
  readonly desiredStateFile?: string;
  /** Absent: nothing is planned. */
  readonly plan?: PlanConfig;
  /** Absent: the platform's documented limit applies. */
  readonly requestsPerMinute?: number;
  /** Maximum size of a response body. */
  readonly maxBodyBytes: number;
  readonly network: NetworkConfig;
  /**
   * Keys that only this platform has, as written: validated by its schema, which the platform applies again. May contain
   * secrets.
   */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Applies the defaults of the file to a tenant as written. */
export function completeTenant(
  written: ParsedTenant,
  platform: PlatformDescription,
  settings: Readonly<Record<string, unknown>>,
  defaults: { readonly polling: PollingConfig; readonly service_level: ServiceLevelPolicy },
): TenantConfig {
  const { plan } = written;
  const unused = overriddenCollectors(written.polling).filter((name) => !offers(platform, name));
  const polling = plan && 'file' in plan ? withPlanFile(defaults.polling) : defaults.polling;
  return {
    name: written.name,
    platform: platform.platform,
    api: platform.api,
    ...(written.labels && { labels: written.labels }),
    collectors: written.collectors ?? platform.collectors,
    polling: overridePolling(polling, written.polling),
    ...(unused.length > 0 && { unusedPolling: unused }),
    serviceLevel: { defaults: defaults.service_level, rules: written.service_level },
    queues: written.queues,
    agents: written.agents,
    ...(plan && { plan }),
    ...(written.rate_limit && { requestsPerMinute: written.rate_limit.requests_per_minute }),
    maxBodyBytes: written.http.max_body,
    network: networkOf(written.http),
    settings,
  };
}

/** A plan and a desired state add a collector beside those of the platform. */
function offers({ collectors, configuresQueues }: PlatformDescription, name: CollectorName): boolean {
  return collectors.includes(name) || name === 'plan' || (name === 'routing' && configuresQueues === true);
}

/**
 * Whether a tenant is the same in two configurations, inherited values included, so that a reload can keep it running.
 * A secret in a file is the same when its path is: the file is read again at each use.
 */
export function sameTenant(a: TenantConfig, b: TenantConfig): boolean {
  return isDeepStrictEqual(a, b);
}
