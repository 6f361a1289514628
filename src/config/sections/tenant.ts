import { z } from 'zod';
import {
  COLLECTORS,
  type CollectorName,
  type QueueSelection,
  type ServiceLevelPolicies,
  type ServiceLevelPolicy,
} from '../../domain/index.ts';
import { byteSize, label, wholeNumber, wildcard } from '../../settings/index.ts';
import { suggestion } from '../validation/nearest.ts';
import { overridePolling, type PollingConfig, pollingOverrides } from './polling.ts';
import { serviceLevelRules } from './service-level.ts';

/** What the configuration needs to know of a platform: one API of one vendor. */
export interface PlatformDescription {
  readonly platform: string;
  readonly api: string;
  readonly collectors: readonly CollectorName[];
  /** The tenant's keys that only this API has. */
  readonly settings: z.ZodObject;
  /** Whether the routing of queues can be read and changed. */
  readonly configuresQueues?: boolean;
}

/** One tenant, complete: its defaults are filled in. */
export interface TenantConfig {
  readonly name: string;
  readonly platform: string;
  readonly api: string;
  readonly collectors: readonly CollectorName[];
  readonly polling: PollingConfig;
  readonly serviceLevel: ServiceLevelPolicies;
  readonly queues: QueueSelection;
  /** Agents who are told one by one. */
  readonly agents: { readonly ids: readonly string[] };
  /** The desired routing configuration of its queues: read again whenever it is needed. */
  readonly desiredStateFile?: string;
  /** Absent leaves the choice to the platform. */
  readonly requestsPerMinute?: number;
  /** An answer of the platform with a longer body than this is refused. */
  readonly maxBodyBytes: number;
  /**
   * The keys that only this platform has, as they are written: found valid by its schema, which the platform itself
   * applies again. May hold secrets.
   */
  readonly settings: Readonly<Record<string, unknown>>;
}

const MAX_REQUESTS_PER_MINUTE = 100_000;

const queueSelection = z
  .object({
    include: z.array(wildcard()).prefault([]).describe('Names of queues to watch'),
    exclude: z
      .array(wildcard())
      .prefault([])
      .describe('Names of queues to leave out; wins over the other two'),
    ids: z.array(z.string().min(1)).prefault([]).describe('Ids of queues to watch'),
  })
  .prefault({})
  .describe('Which queues are watched; with neither `include` nor `ids`, every queue is');

/** Each is some series, and on some APIs a request at every poll. */
const MAX_AGENTS = 100;

const agentSelection = z
  .object({
    ids: z
      .array(z.string().min(1))
      .max(MAX_AGENTS)
      .superRefine(refuseRepeats)
      .prefault([])
      .describe('Ids of agents whose time by state is shown; nobody else is'),
  })
  .prefault({})
  .describe('Which agents are told one by one');

const rateLimit = z
  .object({
    requests_per_minute: wholeNumber({ min: 1, max: MAX_REQUESTS_PER_MINUTE }).describe(
      'The budget of requests to the platform',
    ),
  })
  .optional()
  .describe("The tenant's share of what the platform allows; by default what the platform documents");

const http = z
  .object({
    max_body: byteSize({ max: '256MiB' })
      .prefault('64MiB')
      .describe('A longer answer of the platform is refused, so that it cannot exhaust the memory'),
  })
  .prefault({})
  .describe('How answers of the platform are read');

/** What a tenant's `platform` and `api` leave to choose from. */
export interface TenantChoice {
  /** The API that the tenant names; undefined is one nobody knows. */
  readonly platform?: PlatformDescription;
  /** The APIs of the vendor that the tenant names. */
  readonly apis: readonly string[];
}

/** The keys that every tenant has. */
export function tenantSchema(platforms: readonly PlatformDescription[], { platform, apis }: TenantChoice) {
  return z.object({
    name: label().describe('Unique; the value of the label `tenant`'),
    platform: z
      .enum([...new Set(platforms.map((each) => each.platform))], {
        error: ({ input }) => platformMessage(input, platforms),
      })
      .describe('The vendor'),
    api: (apis.length > 0 ? z.enum(apis) : z.string()).describe("Which of the vendor's APIs"),
    collectors: z
      .array(z.enum(platform?.collectors ?? offeredBy(platforms)))
      .min(1)
      .superRefine(refuseRepeats)
      .optional()
      .describe('What is asked for; by default everything the API offers'),
    queues: queueSelection,
    agents: agentSelection,
    rate_limit: rateLimit,
    service_level: serviceLevelRules,
    polling: pollingOverrides,
    http,
  });
}

function offeredBy(platforms: readonly PlatformDescription[]): readonly CollectorName[] {
  return COLLECTORS.filter((name) => platforms.some(({ collectors }) => collectors.includes(name)));
}

/** All keys that a tenant may have: its platform's too, or any platform's as long as its own is not known. */
function tenantKeys(
  common: z.ZodObject,
  platforms: readonly PlatformDescription[],
  { platform }: TenantChoice,
): z.ZodObject {
  if (platform) return z.object({ ...common.shape, ...platform.settings.shape });
  const keys = platforms.flatMap(({ settings }) => Object.keys(settings.shape));
  return z.object({ ...Object.fromEntries(keys.map((key) => [key, z.unknown()])), ...common.shape });
}

/** How a tenant that names a certain platform is read. */
export interface TenantForm {
  readonly platform?: PlatformDescription;
  readonly common: ReturnType<typeof tenantSchema>;
  readonly keys: z.ZodObject;
}

/** Finds the form of a tenant. Tenants of one platform share it: to make a schema costs more than to apply it. */
export function tenantForms(
  platforms: readonly PlatformDescription[],
): (tenant: Readonly<Record<string, unknown>>) => TenantForm {
  const forms = new Map<string, TenantForm>();
  return (tenant) => {
    const ofVendor = platforms.filter(({ platform }) => platform === tenant.platform);
    const platform = ofVendor.find(({ api }) => api === tenant.api);
    const id = JSON.stringify([ofVendor[0]?.platform, platform?.api]);
    const choice = { platform, apis: ofVendor.map(({ api }) => api) };
    const known = forms.get(id);
    if (known) return known;
    const common = tenantSchema(platforms, choice);
    const form = { platform, common, keys: tenantKeys(common, platforms, choice) };
    forms.set(id, form);
    return form;
  };
}

export type WrittenTenant = z.output<TenantForm['common']>;

export function completeTenant(
  written: WrittenTenant,
  platform: PlatformDescription,
  settings: Readonly<Record<string, unknown>>,
  defaults: { readonly polling: PollingConfig; readonly service_level: ServiceLevelPolicy },
): TenantConfig {
  return {
    name: written.name,
    platform: platform.platform,
    api: platform.api,
    collectors: written.collectors ?? platform.collectors,
    polling: overridePolling(defaults.polling, written.polling),
    serviceLevel: { defaults: defaults.service_level, rules: written.service_level },
    queues: written.queues,
    agents: written.agents,
    requestsPerMinute: written.rate_limit?.requests_per_minute,
    maxBodyBytes: written.http.max_body,
    settings,
  };
}

function platformMessage(input: unknown, platforms: readonly PlatformDescription[]): string | undefined {
  if (typeof input !== 'string') return undefined;
  const vendors = platforms.map(({ platform }) => platform);
  return `must be one of ${knownPairs(platforms)}${suggestion(input, vendors)}`;
}

/** `cxone (api: v2, acd), genesys (api: observations)` */
function knownPairs(platforms: readonly PlatformDescription[]): string {
  const byVendor = Map.groupBy(platforms, ({ platform }) => platform);
  return [...byVendor]
    .map(([vendor, apis]) => `${vendor} (api: ${apis.map(({ api }) => api).join(', ')})`)
    .join(', ');
}

function refuseRepeats(items: readonly string[], context: z.RefinementCtx): void {
  for (const [index, item] of items.entries()) {
    if (items.indexOf(item) < index)
      context.addIssue({ code: 'custom', path: [index], message: 'is listed twice; delete one' });
  }
}
