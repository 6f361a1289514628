import { type OpeningHours, type OpenSpan, openSpans } from './opening-hours.ts';
import type { RecordingRule, RuleGroup } from './rule.ts';
import { zoneClock } from './time-zone.ts';

/**
 * Opening hours in PromQL: local time is UTC plus an offset that changes at known instants; weekday, hour and date are
 * computed from it. A tenant without a series is always open.
 */

export interface BusinessHours {
  readonly timeZone: string;
  readonly openingHours: OpeningHours;
  /** Local dates, `2026-12-25`. */
  readonly holidays: readonly string[];
}

/** First and last year whose clock changes the rules contain. */
export interface Calendar {
  readonly from: number;
  readonly to: number;
}

/** 1 while the tenant is open, 0 while it is closed. */
export const BUSINESS_HOURS = 'tenant:contact_center_business_hours:bool';
export const CALENDAR_END = 'contact_center:calendar_end:timestamp_seconds';

const LOCAL_TIME = 'zone:contact_center_local_time:seconds';
const LOCAL_HOUR = 'zone:contact_center_local_hour:hours';
const LOCAL_WEEKDAY = 'zone:contact_center_local_weekday:number';
const LOCAL_DATE = 'zone:contact_center_local_date:days';
const DAY = 86_400;

export function businessHoursRules(
  tenants: Readonly<Record<string, BusinessHours>>,
  calendar: Calendar,
): RuleGroup {
  const zones = [...new Set(Object.values(tenants).map(({ timeZone }) => timeZone))].sort();
  return {
    name: 'contact-center-business-hours',
    rules: [
      {
        record: CALENDAR_END,
        expr: `vector(${Date.UTC(calendar.to + 1, 0, 1) / 1000})`,
        comment: `The end of ${calendar.to}: the rules contain no later clock changes.`,
      },
      ...zones.map((zone) => localTime(zone, calendar)),
      ...(zones.length > 0 ? LOCAL_TIME_PARTS : []),
      ...Object.entries(tenants).map(([tenant, hours]) => isOpen(tenant, hours)),
    ],
  };
}

function localTime(zone: string, { from, to }: Calendar): RecordingRule {
  const { offset, changes } = zoneClock(zone, from, to);
  const signed = (seconds: number) => `${seconds < 0 ? '-' : '+'} ${Math.abs(seconds)}`;
  const terms = changes.map(({ at, offset: after }, i) => {
    const before = changes[i - 1]?.offset ?? offset;
    const date = new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' ');
    return `  ${signed(after - before)} * (time() >= bool ${at})  # ${date} UTC`;
  });
  return {
    record: LOCAL_TIME,
    labels: { zone },
    expr: ['vector(', `  time() ${signed(offset)}`, ...terms, ')'].join('\n'),
    comment: 'Local time, counted as if the zone were UTC.',
  };
}

const LOCAL_TIME_PARTS: readonly RecordingRule[] = [
  { record: LOCAL_HOUR, expr: `${LOCAL_TIME} % ${DAY} / 3600`, comment: 'Half past eight is 8.5.' },
  { record: LOCAL_WEEKDAY, expr: `day_of_week(${LOCAL_TIME})`, comment: '0 is Sunday.' },
  { record: LOCAL_DATE, expr: `floor(${LOCAL_TIME} / ${DAY})`, comment: 'Days since 1970.' },
];

function isOpen(tenant: string, { timeZone, openingHours, holidays }: BusinessHours): RecordingRule {
  const zone = `{zone=${JSON.stringify(timeZone)}}`;
  const spans = openSpans(openingHours).flatMap(({ weekdays, from, to }) =>
    runs(weekdays).map(({ first, last }) => [
      `    ${LOCAL_WEEKDAY}${zone} ${first === last ? `== ${first}` : `>= ${first} <= ${last}`}`,
      `      and ${LOCAL_HOUR}${zone} >= ${from / 3600} < ${to / 3600}`,
    ]),
  );
  const open = spans.map((lines) => lines.join('\n')).join('\n    or\n');
  const closed = holidays.map(
    (date) => `  unless ${LOCAL_DATE}${zone} == ${Date.parse(`${date}T00:00Z`) / 1000 / DAY}  # ${date}`,
  );
  return {
    record: BUSINESS_HOURS,
    labels: { tenant },
    expr: ['count(', '  (', open, '  )', ...closed, ') or vector(0)'].join('\n'),
  };
}

/** Weekdays as ranges without a gap: Friday to Monday is 5 to 6 and 0 to 1. */
function runs(weekdays: OpenSpan['weekdays']): readonly { readonly first: number; readonly last: number }[] {
  const ranges: { first: number; last: number }[] = [];
  for (const day of [...weekdays].sort()) {
    const current = ranges.at(-1);
    if (current && day === current.last + 1) current.last = day;
    else ranges.push({ first: day, last: day });
  }
  return ranges;
}
