import { z } from 'zod';
import {
  type ComponentHealth,
  deadlineOf,
  matchesWildcard,
  PLATFORM_STATUSES,
  type PlatformStatus,
} from '../domain/index.ts';
import { baseUrlSchema, type RequestContext, type VendorClient } from '../vendor-http/index.ts';
import type { Log } from './platform.ts';

/** A vendor's public status page in the form of Atlassian Statuspage, version 2 of its API. */

const SUMMARY_PATH = '/api/v2/summary.json';

/** The page as a whole, beside its components. */
const OVERALL = 'overall';

/** What the page says of itself as a whole (`status.indicator`). */
const MEANINGS: Readonly<Record<string, PlatformStatus>> = {
  none: 'operational',
  minor: 'degraded_performance',
  major: 'partial_outage',
  critical: 'major_outage',
  maintenance: 'under_maintenance',
};

const componentSchema = z.object({
  id: z.string(),
  name: z.string().min(1),
  status: z.string().nullish(),
  /** A heading: its components name it in `group_id`. */
  group: z.boolean().nullish(),
  group_id: z.string().nullish(),
});
type Component = z.output<typeof componentSchema>;

const summarySchema = z.object({
  status: z.object({ indicator: z.string().nullish() }).nullish(),
  components: z.array(componentSchema).nullish(),
});

/** `status_page` of a tenant. Without it no page is read: it is on another host, which a network may well keep out. */
export function statusPageSettings(vendorsUrl: string) {
  return z
    .strictObject({
      url: baseUrlSchema.prefault(vendorsUrl).describe("The page's root"),
      components: z
        .array(z.string().min(1))
        .prefault(['*'])
        .describe(
          'Wildcards for the components to show, each named "heading / name" where the page has headings',
        ),
    })
    .optional()
    .describe("The vendor's public status page; `{}` is the usual one with all its components");
}

/** The longest that the poll of a tenant's health waits for a page that it could do without. */
const PATIENCE_MILLISECONDS = 5_000;

export interface StatusPageOptions {
  /** For the page's root, and without a way to sign in: the page is public, and must not see the tenant's token. */
  readonly client: VendorClient;
  /** Wildcards: the components to show. */
  readonly components: readonly string[];
  readonly log: Log;
}

export interface StatusPage {
  /** Empty while the page cannot be read: then nothing is known, and the tenant may be well all the same. */
  readonly read: (context: RequestContext) => Promise<readonly ComponentHealth[]>;
}

export function createStatusPage({ client, components, log }: StatusPageOptions): StatusPage {
  let isReadable = true;
  return {
    read: async ({ collector, signal }) => {
      try {
        const patience = AbortSignal.timeout(patienceWithin(signal));
        const summary = await client.request(
          { endpoint: 'status_page', method: 'GET', path: SUMMARY_PATH, schema: summarySchema, retry: false },
          { collector, signal: AbortSignal.any([signal, patience]) },
        );
        isReadable = true;
        return healthOf(summary).filter(({ component }) =>
          components.some((pattern) => matchesWildcard(pattern, component)),
        );
      } catch (error) {
        signal.throwIfAborted();
        if (isReadable) log.warn({ error }, 'The status page cannot be read; its components are unknown');
        isReadable = false;
        return [];
      }
    },
  };
}

/** At most half of the time that is left, so that a page that hangs does not fail the poll. */
function patienceWithin(signal: AbortSignal): number {
  const left = (deadlineOf(signal) ?? Number.POSITIVE_INFINITY) - performance.now();
  return Math.max(0, Math.min(PATIENCE_MILLISECONDS, Math.floor(left / 2)));
}

/** Pages repeat names under several headings, so the heading goes before; of those that still share one, the first. */
function healthOf({ status, components }: z.output<typeof summarySchema>): readonly ComponentHealth[] {
  const listed = components ?? [];
  const headings = new Map(listed.map(({ id, name }) => [id, name]));
  const found = new Map<string, PlatformStatus>();
  if (status?.indicator) found.set(OVERALL, MEANINGS[status.indicator] ?? 'unknown');
  for (const component of listed) {
    const name = nameUnder(headings, component);
    if (!component.group && !found.has(name)) found.set(name, statusOf(component));
  }
  return [...found].map(([component, status]) => ({ component, status, isPublic: true }));
}

function nameUnder(headings: ReadonlyMap<string, string>, { name, group_id }: Component): string {
  const heading = group_id ? headings.get(group_id) : undefined;
  return heading === undefined ? name : `${heading} / ${name}`;
}

function statusOf({ status }: Component): PlatformStatus {
  return PLATFORM_STATUSES.find((each) => each === status) ?? 'unknown';
}
