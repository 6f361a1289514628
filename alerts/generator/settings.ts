import { parse } from 'yaml';
import { z } from 'zod';
import type { BusinessHours, Calendar } from './business-hours.ts';
import { parseDays, parseSpan } from './opening-hours.ts';
import { THRESHOLD_NAMES, type Thresholds } from './thresholds.ts';
import { isTimeZone } from './time-zone.ts';

/** Content of `settings.yaml`. */

export interface Settings {
  readonly links: {
    readonly runbooks: string;
    readonly dashboards: string;
    /** Absent: to be entered on the dashboards. */
    readonly wallboard?: string | undefined;
  };
  readonly thresholds: Thresholds;
  readonly tenants: Readonly<Record<string, TenantSettings>>;
  readonly calendar: Calendar;
}

export interface TenantSettings {
  readonly thresholds: Thresholds;
  /** Absent: always open. */
  readonly hours?: BusinessHours;
  /** When contacts count in service levels and budgets over 30 minutes and longer; absent: always. */
  readonly serviceLevel?: 'opening_hours';
}

/** Invalid settings: one line per problem, with its path and the fix. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly code = 'invalid_alert_settings';
}

const thresholds = z
  .partialRecord(z.enum(THRESHOLD_NAMES), z.number().min(0, 'must not be negative'))
  .default({});

const DAYS_MESSAGE = 'must be a day, or days such as monday-friday';

const openingHours = z
  .record(
    z.string().refine(parseDays),
    z
      .union([z.string(), z.array(z.string()).min(1)])
      .refine(
        (spans) => [spans].flat().every(parseSpan),
        'must be a time such as 08:00-18:00, or a list of them',
      ),
    { error: ({ code }) => (code === 'invalid_key' ? DAYS_MESSAGE : undefined) },
  )
  .refine((hours) => Object.keys(hours).length > 0, 'must name at least one day');

const tenant = z
  .strictObject({
    thresholds,
    time_zone: z.string().refine(isTimeZone, 'must be a time zone such as Europe/Berlin').optional(),
    opening_hours: openingHours.optional(),
    holidays: z.array(z.iso.date('must be a date such as 2026-12-25')).default([]),
    service_level: z.enum(['always', 'opening_hours'], 'must be always or opening_hours').default('always'),
  })
  .transform(({ thresholds, time_zone, opening_hours, holidays, service_level }, context): TenantSettings => {
    if (time_zone && opening_hours) {
      return {
        thresholds,
        hours: { timeZone: time_zone, openingHours: opening_hours, holidays },
        ...(service_level === 'opening_hours' && { serviceLevel: service_level }),
      };
    }
    if (time_zone || opening_hours || holidays.length > 0 || service_level === 'opening_hours') {
      context.addIssue(
        'needs both time_zone and opening_hours; leave them, holidays and service_level out to be always open',
      );
    }
    return { thresholds };
  });

const base = (example: string) =>
  z
    .url({ protocol: /^https?$/, error: `must be a URL such as ${example}` })
    .transform((url) => url.replace(/\/+$/, ''));

/** Reserved example domains (RFC 2606), and the example owner in the shipped settings. */
const EXAMPLE =
  /^https?:\/\/(?:[^/]*\.)?(?:example\.(?:com|net|org)|[^/]*\.example|github\.com\/example)(?:[:/]|$)/i;

/** The URL, unless it is missing or an example. */
export function realAddress(url: string | undefined): string | undefined {
  return url !== undefined && EXAMPLE.test(url) ? undefined : url;
}

const year = z.int().min(1970).max(2100);

const schema = z.strictObject({
  links: z.strictObject({
    runbooks: base('https://wiki.example.com/runbooks'),
    dashboards: base('https://grafana.example.com'),
    wallboard: base('https://contact-center.example.com').optional(),
  }),
  thresholds,
  tenants: z.record(z.string(), tenant).default({}),
  calendar: z
    .strictObject({ from: year, to: year })
    .refine(({ from, to }) => from <= to, 'must not end before it starts'),
});

/**
 * Reads the text of a settings file; `file` is its name in messages.
 * @throws SettingsError
 */
export function parseSettings(text: string, file: string): Settings {
  const result = schema.safeParse(readYaml(text, file), { error: messageOf });
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    ({ path, message }) => `${file}: ${path.join('.') || 'the file'}: ${message}`,
  );
  throw new SettingsError(problems.join('\n'));
}

/** Messages for problems without a message in the schema. */
function messageOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'unrecognized_keys') {
    return `unknown key ${issue.keys.join(', ')}; alerts/settings.yaml and alerts/rules/settings.yaml explain all keys`;
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'is missing; add it';
  return undefined;
}

function readYaml(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new SettingsError(`${file}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}
