import { z } from 'zod';
import {
  ANALYTICS_DIMENSIONS,
  ANALYTICS_METRICS,
  type AnalyticsDimension,
  type AnalyticsMetric,
} from '../domain/index.ts';

/** Schema and validation of the body of a query. */

const MAX_METRICS = 10;
const MAX_DIMENSIONS = 5;
const MAX_FILTERS = 50;
/** Maximum nesting of filters; those of the platforms are less deep. */
const MAX_FILTER_DEPTH = 8;
const MAX_TTL_SECONDS = 86_400;

const listOf = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  z
    .array(z.enum(names, { error: `must be one of ${names.join(', ')}` }), { error: must('be a list') })
    .superRefine((items, context) => {
      for (const [index, item] of items.entries()) {
        if (items.indexOf(item) < index)
          context.addIssue({ code: 'custom', path: [index], message: 'is listed twice' });
      }
    })
    .meta({ uniqueItems: true });

const instant = () =>
  z.iso.datetime({
    offset: true,
    error: must('be ISO 8601 with date, time to the second and offset, such as 2026-09-01T00:00:00+02:00'),
  });

const ttlError = must(`be a whole number of seconds from 1 to ${MAX_TTL_SECONDS}`);

const shape = {
  tenant: z
    .string({ error: must('be the name of a tenant') })
    .min(1, 'must not be empty')
    .describe('Name of the tenant'),
  metrics: listOf(ANALYTICS_METRICS)
    .min(1, 'must list at least one')
    .max(MAX_METRICS, `must list at most ${MAX_METRICS}`),
  dimensions: listOf(ANALYTICS_DIMENSIONS)
    .max(MAX_DIMENSIONS, `must list at most ${MAX_DIMENSIONS}`)
    .describe('Grouping of the interactions; an empty list means one row for all'),
  start_date: instant().describe('Start of the range'),
  end_date: instant().describe(
    'End of the range; one that does not end after its start holds no interaction',
  ),
  filters: z
    .array(z.record(z.string(), z.unknown(), { error: must('be an object') }), { error: must('be a list') })
    .max(MAX_FILTERS, `must list at most ${MAX_FILTERS}`)
    .refine((filters) => isShallow(filters, MAX_FILTER_DEPTH), {
      error: `must not be nested deeper than ${MAX_FILTER_DEPTH} levels`,
    })
    .optional()
    .describe('Filters in the syntax of the platform, passed on unchanged'),
  cache_ttl: z
    .int({ error: ttlError })
    .min(1, { error: ttlError })
    .max(MAX_TTL_SECONDS, { error: ttlError })
    .optional()
    .describe('Maximum age of the result in seconds; by default that of the configuration'),
};

export const querySchema = z
  .strictObject(shape, { error: must('be a JSON object') })
  .describe('A query of the interactions of one tenant');

export interface QueryBody {
  readonly tenant: string;
  readonly metrics: readonly AnalyticsMetric[];
  readonly dimensions: readonly AnalyticsDimension[];
  readonly start_date: string;
  readonly end_date: string;
  readonly filters?: readonly Readonly<Record<string, unknown>>[] | undefined;
  readonly cache_ttl?: number | undefined;
}

/** A violation of the schema. */
export interface Violation {
  /** Path such as `metrics[2]`; empty for the query as a whole. */
  readonly key: string;
  readonly message: string;
}

export type ParsedQuery =
  | { readonly ok: true; readonly query: QueryBody }
  | {
      readonly ok: false;
      readonly violations: readonly Violation[];
      /** The tenant is all that is wrong. */
      readonly isTenantUnknown: boolean;
    };

/** `tenantProblem` returns why a tenant cannot be queried; undefined when it can. */
export function parseQuery(body: unknown, tenantProblem: (name: string) => string | undefined): ParsedQuery {
  const result = querySchema.safeParse(body);
  const violations = result.success ? [] : result.error.issues.flatMap(violationsOf);
  const tenant = z.object({ tenant: shape.tenant }).safeParse(body).data?.tenant;
  const problem = tenant === undefined ? undefined : tenantProblem(tenant);
  if (problem !== undefined) violations.unshift({ key: 'tenant', message: problem });
  return result.success && violations.length === 0
    ? { ok: true, query: result.data }
    : {
        ok: false,
        violations,
        isTenantUnknown: result.success,
      };
}

function violationsOf(issue: z.core.$ZodIssue): readonly Violation[] {
  if (issue.code === 'unrecognized_keys') {
    const message = `is not a known key; known keys are ${Object.keys(shape).join(', ')}`;
    return issue.keys.map((key) => ({ key, message }));
  }
  const key = issue.path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('');
  return [{ key: key.replace(/^\./, ''), message: issue.message }];
}

function must(rule: string) {
  return ({ input }: { readonly input?: unknown }) =>
    input === undefined ? `is missing; it must ${rule}` : `must ${rule}`;
}

/** Recurses at most `levels` deep, so that no nesting can overflow the stack. */
function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((child) => isShallow(child, levels - 1));
}
