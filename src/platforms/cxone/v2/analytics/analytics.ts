/** Collector `analytics`: the exported queries of interaction analytics, each over its window before the poll. */

import {
  type AnalyticsReader,
  type AnalyticsRow,
  addRejections,
  type Collection,
  type Collector,
  type Rejections,
  type SubdividedFigures,
} from '../../../../domain/index.ts';
import type { Log } from '../../../platform.ts';
import { createRejectionCounter, type RejectionCounter } from '../../../shared/rows.ts';
import type { ExportedQuery } from './analytics-settings.ts';

export interface AnalyticsOptions {
  readonly reader: AnalyticsReader;
  readonly queries: readonly ExportedQuery[];
  readonly log: Log;
  /** Unix seconds. */
  readonly now: () => number;
}

export function analytics({ reader, queries, log, now }: AnalyticsOptions): Collector {
  const warned = new Set<ExportedQuery>();

  function warnOnce(query: ExportedQuery, dropped: number): void {
    if (dropped === 0 || warned.has(query)) return;
    warned.add(query);
    const { subdivisions, maxGroups } = query;
    log.warn(
      { dimensions: ['channel', ...subdivisions], dropped, max_groups: maxGroups },
      'Analytics groups dropped; raise max_groups of the query or remove dimensions',
    );
  }

  return {
    name: 'analytics',
    collect: async (signal) => {
      const end = now();
      const collected: Collection[] = [];
      let rejected: Rejections = {};
      // In turn: parallel queries would take the budget from collectors with a higher priority.
      for (const query of queries) {
        const { subdivisions, metrics, windowSeconds, maxGroups } = query;
        const result = await reader.query(
          {
            metrics,
            dimensions: ['channel', ...subdivisions],
            start: utc(end - windowSeconds),
            end: utc(end),
            filters: [],
          },
          signal,
        );
        const rejections = createRejectionCounter();
        const groups = result.rows.flatMap((row) => groupOf(row, query, rejections) ?? []);
        rejected = addRejections(addRejections(rejected, result.rejected), rejections.counts());
        const dropped = Math.max(0, groups.length - maxGroups);
        warnOnce(query, dropped);
        const kept = dropped > 0 ? largest(groups, query) : groups;
        collected.push({
          ...(subdivisions.length > 0
            ? { subdividedAnalytics: kept }
            : { analytics: kept.map(({ channel, figures }) => ({ channel, figures })) }),
          analyticsGroupsDropped: dropped,
        });
      }
      return { ...joined(collected), rejected };
    },
  };
}

/** Undefined for a row without a value of each dimension: its series would be those of a query with fewer dimensions. */
function groupOf(
  { dimensions, figures }: AnalyticsRow,
  { subdivisions }: ExportedQuery,
  rejections: RejectionCounter,
): SubdividedFigures | undefined {
  const { channel } = dimensions;
  const missing = (['channel', ...subdivisions] as const).find((name) => !dimensions[name]);
  if (!channel || missing) {
    rejections.reject(`invalid_${missing}`);
    return undefined;
  }
  return { channel, by: Object.fromEntries(subdivisions.map((name) => [name, dimensions[name]])), figures };
}

/** The groups with the highest values of the first metric; unknown values come last, and equal ones in order of their labels. */
function largest(
  groups: readonly SubdividedFigures[],
  { metrics: [first], subdivisions, maxGroups }: ExportedQuery,
): readonly SubdividedFigures[] {
  const rank = ({ figures }: SubdividedFigures) => (first && figures[first]) ?? -1;
  const label = ({ channel, by }: SubdividedFigures) =>
    JSON.stringify([channel, ...subdivisions.map((name) => by[name])]);
  return groups.toSorted((a, b) => rank(b) - rank(a) || (label(a) < label(b) ? -1 : 1)).slice(0, maxGroups);
}

function joined(collected: readonly Collection[]): Collection {
  const analytics = collected.find((each) => each.analytics)?.analytics;
  const parts = collected.filter(({ subdividedAnalytics }) => subdividedAnalytics);
  return {
    ...(analytics && { analytics }),
    ...(parts.length > 0 && {
      subdividedAnalytics: parts.flatMap(({ subdividedAnalytics = [] }) => subdividedAnalytics),
    }),
    analyticsGroupsDropped: collected.reduce(
      (sum, { analyticsGroupsDropped = 0 }) => sum + analyticsGroupsDropped,
      0,
    ),
  };
}

/** ISO 8601 with offset. Source: CXone guide to interaction analytics, `dateRange`. */
function utc(unixSeconds: number): string {
  return `${new Date(unixSeconds * 1000).toISOString().slice(0, 19)}+00:00`;
}
