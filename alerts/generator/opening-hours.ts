/** Opening hours in the settings, and the spans of local time that they describe. */

const WEEKDAYS: readonly string[] = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
];

/** Open from `from` until before `to`, seconds of the local day, on weekdays counted from Sunday = 0. */
export interface OpenSpan {
  readonly weekdays: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** `monday: 08:00-18:00` as a mapping: a day or a range of days to one or several spans. */
export type OpeningHours = Readonly<Record<string, string | readonly string[]>>;

const DAY = 86_400;

/** The weekdays of `monday` or `saturday-sunday`; undefined for other text. */
export function parseDays(text: string): readonly number[] | undefined {
  const [first, last = first, ...more] = text.split('-').map((day) => WEEKDAYS.indexOf(day.trim()));
  if (first === undefined || last === undefined || first < 0 || last < 0 || more.length > 0) return undefined;
  const count = ((last - first + 7) % 7) + 1;
  return Array.from({ length: count }, (_, i) => (first + i) % 7);
}

/** Seconds of the day of `08:00-18:00`; `24:00` is the end of the day. Undefined for other text. */
export function parseSpan(text: string): { readonly from: number; readonly to: number } | undefined {
  const match = /^(\d\d):(\d\d) ?- ?(\d\d):(\d\d)$/.exec(text);
  if (!match) return undefined;
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = match.slice(1).map(Number);
  const from = fromHour * 3600 + fromMinute * 60;
  const to = toHour * 3600 + toMinute * 60;
  if (fromMinute > 59 || toMinute > 59 || from >= DAY || to > DAY || from === to) return undefined;
  return { from, to };
}

/** Splits spans at midnight: the rest belongs to the next day. */
export function openSpans(hours: OpeningHours): readonly OpenSpan[] {
  return Object.entries(hours).flatMap(([days, spans]) => {
    const weekdays = parseDays(days) ?? [];
    return [spans].flat().flatMap((text) => {
      const { from, to } = parseSpan(text) ?? { from: 0, to: 0 };
      if (from < to) return [{ weekdays, from, to }];
      const nextDays = weekdays.map((day) => (day + 1) % 7);
      return [
        { weekdays, from, to: DAY },
        { weekdays: nextDays, from: 0, to },
      ].filter((span) => span.to > span.from);
    });
  });
}
