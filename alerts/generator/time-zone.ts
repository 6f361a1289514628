/** Clock changes of a time zone. PromQL supports only UTC, so the rules contain the changes. */

export interface ClockChange {
  /** Unix seconds. */
  readonly at: number;
  /** Local time minus UTC from then on, seconds. */
  readonly offset: number;
}

export interface ZoneClock {
  /** At the beginning of the first year. */
  readonly offset: number;
  /** In the order of time. */
  readonly changes: readonly ClockChange[];
}

const HOUR = 3600;
const DAY = 24 * HOUR;

export function isTimeZone(name: string): boolean {
  try {
    offsetReader(name);
    return true;
  } catch {
    return false;
  }
}

/** Clock changes of the zone from the start of `fromYear` to the end of `toYear`, UTC. */
export function zoneClock(zone: string, fromYear: number, toYear: number): ZoneClock {
  const offsetAt = offsetReader(zone);
  const begin = Date.UTC(fromYear, 0, 1) / 1000;
  const end = Date.UTC(toYear + 1, 0, 1) / 1000;
  const changes: ClockChange[] = [];
  for (let day = begin; day < end; day += DAY) {
    // Clocks change once a day at most, and on the minute.
    if (offsetAt(day) === offsetAt(day + DAY)) continue;
    const at = firstDifferent(day, day + DAY, offsetAt);
    changes.push({ at, offset: offsetAt(at) });
  }
  return { offset: offsetAt(begin), changes };
}

function firstDifferent(before: number, after: number, offsetAt: (unixSeconds: number) => number): number {
  const old = offsetAt(before);
  let low = before;
  let high = after;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === old) low = middle;
    else high = middle;
  }
  return high;
}

/** @throws RangeError for an unknown zone. */
function offsetReader(zone: string): (unixSeconds: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'longOffset' });
  return (unixSeconds) => {
    const name = format.formatToParts(unixSeconds * 1000).find(({ type }) => type === 'timeZoneName')?.value;
    const [, sign = '+', hours = '0', minutes = '0'] = /^GMT(?:([+-])(\d+):(\d+))?/.exec(name ?? '') ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * 60);
  };
}
