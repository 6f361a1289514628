/** Date, time and offset of ISO 8601 in its extended format; RFC 3339 also allows a space, and small letters. */
const TIME =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?:([Zz])|([+-])(\d{2})(?::?(\d{2}))?)$/;

/** Unix seconds of an ISO 8601 time; undefined without an offset from UTC, and for a time that does not exist. */
export function parseStart(text: string): number | undefined {
  const match = TIME.exec(text);
  if (!match) return undefined;
  const part = (index: number) => Number(match[index] ?? 0);
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(part) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [offsetHours, offsetMinutes] = [part(9), part(10)];
  const midnight = new Date(Date.UTC(year, month - 1, day));
  // `Date` turns 30 February into 2 March, and the year 26 into 1926.
  const isDate =
    midnight.getUTCFullYear() === year &&
    midnight.getUTCMonth() === month - 1 &&
    midnight.getUTCDate() === day;
  const isTime = (hour < 24 && minute < 60 && second < 60) || (hour === 24 && minute === 0 && second === 0);
  if (!isDate || !isTime || offsetHours > 23 || offsetMinutes > 59) return undefined;
  const offset = (match[8] === '-' ? -1 : 1) * (offsetHours * 3600 + offsetMinutes * 60);
  return midnight.getTime() / 1000 + hour * 3600 + minute * 60 + second - offset;
}
