/**
 * Public status page of a vendor, by Atlassian Statuspage. Source of paths, fields and values: Statuspage API v2,
 * "Summary" (https://confluence.status.atlassian.com/api).
 */

import { z } from 'zod';
import { deadlineOf } from '../../async/index.ts';
import {
  type ComponentHealth,
  matchesWildcard,
  PLATFORM_STATUSES,
  type PlatformStatus,
} from '../../domain/index.ts';
import { baseUrlSchema, type RequestContext, type VendorClient } from '../../vendor-http/index.ts';
import type { Log } from '../platform.ts';
import { parseRows, type RejectionCounter } from './rows.ts';
import { displayName, id, normalisedWord } from './wire-values.ts';

const SUMMARY_PATH = '/api/v2/summary.json';

/** Component name of the page as a whole. */
const OVERALL = 'overall';

/** Values of `status.indicator`, the status of the page as a whole. */
const MEANINGS: ReadonlyMap<string, PlatformStatus> = new Map([
  ['none', 'operational'],
  ['minor', 'degraded_performance'],
  ['major', 'partial_outage'],
  ['critical', 'major_outage'],
  ['maintenance', 'under_maintenance'],
]);

const componentSchema = z.object({
  id,
  name: z.unknown().optional(),
  status: z.string().nullish(),
  /** Whether it is a heading; its components refer to it by `group_id`. */
  group: z.boolean().nullish(),
  group_id: z.string().nullish(),
});
type Component = z.output<typeof componentSchema>;

const summarySchema = z.object({
  status: z.object({ indicator: z.string().nullish() }).nullish(),
  components: z.array(z.unknown()).nullish(),
});

/** Setting `status_page` of a tenant. Off by default: the page is on another host, which a firewall may block. */
export function statusPageSettings(vendorsUrl: string) {
  return z
    .strictObject({
      url: baseUrlSchema.prefault(vendorsUrl).describe('Root URL of the page'),
      components: z
        .array(z.string().min(1))
        .prefault(['*'])
        .describe(
          'Wildcards of the components to export, named "heading / name" where the page has headings',
        ),
    })
    .optional()
    .describe("The vendor's public status page; `{}` uses the default URL and all components");
}

/** Maximum time that the health poll waits for the optional page. */
const PATIENCE_MILLISECONDS = 5_000;

export interface StatusPageOptions {
  /** Client of the page, without authentication: the page must not receive the tenant's token. */
  readonly client: VendorClient;
  /** Wildcards of the components to export. */
  readonly components: readonly string[];
  readonly log: Log;
}

export interface StatusPage {
  /** Empty while the page cannot be read: the status of its components is unknown, and the poll does not fail. */
  readonly read: (
    context: RequestContext,
    rejections: RejectionCounter,
  ) => Promise<readonly ComponentHealth[]>;
}

export function createStatusPage({ client, components, log }: StatusPageOptions): StatusPage {
  let isReadable = true;
  return {
    read: async (context, rejections) => {
      const { signal } = context;
      try {
        const patience = AbortSignal.timeout(patienceWithin(signal));
        const summary = await client.request(
          { endpoint: 'status_page', method: 'GET', path: SUMMARY_PATH, schema: summarySchema, retry: false },
          { ...context, signal: AbortSignal.any([signal, patience]) },
        );
        isReadable = true;
        const listed = await parseRows(summary.components ?? [], componentSchema, rejections);
        return healthOf(summary, listed, rejections).filter(({ component }) =>
          components.some((pattern) => matchesWildcard(pattern, component)),
        );
      } catch (error) {
        signal.throwIfAborted();
        if (isReadable) log.warn({ error }, 'Failed to read the status page; component status unknown');
        isReadable = false;
        return [];
      }
    },
  };
}

/** At most half of the remaining time, so that a page that hangs does not fail the poll. */
function patienceWithin(signal: AbortSignal): number {
  const left = (deadlineOf(signal) ?? Number.POSITIVE_INFINITY) - performance.now();
  return Math.max(0, Math.min(PATIENCE_MILLISECONDS, Math.floor(left / 2)));
}

/**
 * Pages repeat names under several headings, so the heading is the prefix. Components that still share a name are
 * `unknown` unless they agree.
 */
function healthOf(
  { status }: z.output<typeof summarySchema>,
  listed: readonly Component[],
  rejections: RejectionCounter,
): readonly ComponentHealth[] {
  const names = new Map(listed.map(({ id, name }) => [id, displayName(name, id, rejections)]));
  const found = new Map<string, PlatformStatus>();
  for (const component of listed) {
    if (component.group) continue;
    const name = nameUnder(names, component);
    const known = found.get(name);
    const own = statusOf(component);
    found.set(name, known === undefined || known === own ? own : 'unknown');
  }
  const overall = status?.indicator
    ? (MEANINGS.get(normalisedWord(status.indicator)) ?? 'unknown')
    : undefined;
  const all = overall === undefined ? found : new Map([[OVERALL, overall], ...found, [OVERALL, overall]]);
  return [...all].map(([component, status]) => ({ component, status, isPublic: true }));
}

function nameUnder(names: ReadonlyMap<string, string>, { id, group_id }: Component): string {
  const name = names.get(id) ?? id;
  const heading = group_id ? names.get(group_id) : undefined;
  return heading === undefined ? name : `${heading} / ${name}`;
}

function statusOf({ status }: Component): PlatformStatus {
  const word = normalisedWord(status ?? '');
  return PLATFORM_STATUSES.find((each) => each === word) ?? 'unknown';
}
