import { z } from 'zod';
import { COLLECTORS, type CollectorName } from '../../domain/index.ts';
import { label, wholeNumber, wildcard } from '../../settings/index.ts';
import { suggestion } from '../validation/nearest.ts';
import { httpSection } from './network.ts';
import { planSection } from './plan.ts';
import { pollingOverrides } from './polling.ts';
import { serviceLevelRules } from './service-level.ts';
import { tenantLabels } from './tenant-labels.ts';

/** What the configuration needs from a platform: one API of one vendor. */
export interface PlatformDescription {
  readonly platform: string;
  readonly api: string;
  readonly collectors: readonly CollectorName[];
  /** Keys of a tenant that only this API has. */
  readonly settings: z.ZodObject;
  /** Whether the routing of queues can be read and changed. */
  readonly configuresQueues?: boolean;
  /** Whether it counts short abandons over the window of the service level. */
  readonly reportsShortAbandons?: boolean;
}

const MAX_REQUESTS_PER_MINUTE = 100_000;

const queueSelection = z
  .object({
    include: z.array(wildcard()).prefault([]).describe('Names of queues to poll'),
    exclude: z
      .array(wildcard())
      .prefault([])
      .describe('Names of queues to leave out; takes precedence over the other two'),
    ids: z.array(z.string().min(1)).prefault([]).describe('Ids of queues to poll'),
  })
  .prefault({})
  .describe('Queue selection; with neither `include` nor `ids`, every queue is polled');

/** Each agent costs several series and, on some APIs, a request at every poll. */
const MAX_AGENTS = 100;

const agentSelection = z
  .object({
    ids: z
      .array(z.string().min(1))
      .max(MAX_AGENTS)
      .superRefine(refuseRepeats)
      .prefault([])
      .describe('Ids of agents whose time by state is exported'),
  })
  .prefault({})
  .describe('Agents exported individually');

const rateLimit = z
  .object({
    requests_per_minute: wholeNumber({ min: 1, max: MAX_REQUESTS_PER_MINUTE }).describe(
      'Request budget per minute',
    ),
  })
  .optional()
  .describe("The tenant's request budget; by default the limit that the platform documents");

/** What a tenant's `platform` and `api` select. */
export interface TenantChoice {
  /** The API that the tenant names; undefined when it is unknown. */
  readonly platform: PlatformDescription | undefined;
  /** The APIs of the vendor that the tenant names. */
  readonly apis: readonly string[];
}

/** The keys that every tenant has. */
export function tenantSchema(platforms: readonly PlatformDescription[], { platform, apis }: TenantChoice) {
  return z.object({
    name: label().describe('Unique name; value of the label `tenant`'),
    platform: z
      .enum([...new Set(platforms.map((each) => each.platform))], {
        error: ({ input }) => platformMessage(input, platforms),
      })
      .describe('The vendor'),
    api: (apis.length > 0 ? z.enum(apis) : z.string()).describe("The vendor's API"),
    labels: tenantLabels,
    collectors: z
      .array(z.enum(platform?.collectors ?? offeredBy(platforms)))
      .min(1)
      .superRefine(refuseRepeats)
      .optional()
      .describe('Collectors to run; by default all that the API offers'),
    queues: queueSelection,
    agents: agentSelection,
    rate_limit: rateLimit,
    service_level: serviceLevelRules,
    polling: pollingOverrides,
    plan: planSection,
    http: httpSection,
  });
}

function offeredBy(platforms: readonly PlatformDescription[]): readonly CollectorName[] {
  return COLLECTORS.filter((name) => platforms.some(({ collectors }) => collectors.includes(name)));
}

/** All keys of a tenant: including those of its platform, or of every platform while its own is unknown. */
function tenantKeys(
  common: z.ZodObject,
  platforms: readonly PlatformDescription[],
  { platform }: TenantChoice,
): z.ZodObject {
  if (platform) return z.object({ ...common.shape, ...platform.settings.shape });
  const keys = platforms.flatMap(({ settings }) => Object.keys(settings.shape));
  return z.object({ ...Object.fromEntries(keys.map((key) => [key, z.unknown()])), ...common.shape });
}

/** The schemas of tenants of one platform. */
export interface TenantSchemas {
  readonly platform: PlatformDescription | undefined;
  /** Keys that every tenant has. */
  readonly common: ReturnType<typeof tenantSchema>;
  /** All keys, for finding unknown ones. */
  readonly keys: z.ZodObject;
}

/** Finds a tenant's schemas. Tenants of one platform share them: creating a schema costs more than applying it. */
export function tenantSchemas(
  platforms: readonly PlatformDescription[],
): (tenant: Readonly<Record<string, unknown>>) => TenantSchemas {
  const schemas = new Map<string, TenantSchemas>();
  return (tenant) => {
    const ofVendor = platforms.filter(({ platform }) => platform === tenant.platform);
    const platform = ofVendor.find(({ api }) => api === tenant.api);
    const id = JSON.stringify([ofVendor[0]?.platform, platform?.api]);
    const choice = { platform, apis: ofVendor.map(({ api }) => api) };
    const known = schemas.get(id);
    if (known) return known;
    const common = tenantSchema(platforms, choice);
    const created = { platform, common, keys: tenantKeys(common, platforms, choice) };
    schemas.set(id, created);
    return created;
  };
}

export type ParsedTenant = z.output<TenantSchemas['common']>;

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
