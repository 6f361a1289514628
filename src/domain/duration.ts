/** Durations in the notation of Prometheus: one unit, or several from large to small (`90s`, `1h30m`). */

const UNIT_SECONDS = { d: 86_400, h: 3_600, m: 60, s: 1, ms: 0.001 } as const;
export const DURATION = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** Seconds, or undefined when the text is not a duration. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (!match || text === '') return undefined;
  const units = Object.values(UNIT_SECONDS);
  const seconds = match
    .slice(1)
    .reduce((sum, count, index) => sum + Number(count ?? 0) * (units[index] ?? 0), 0);
  // To the millisecond: 1900 times 0.001 is a little more than 1.9.
  return Math.round(seconds * 1000) / 1000;
}

/** The shortest text for a whole number of seconds in its largest even unit: 900 is `15m`, 90 is `90s`. */
export function formatDuration(seconds: number): string {
  for (const unit of ['d', 'h', 'm'] as const) {
    if (seconds !== 0 && seconds % UNIT_SECONDS[unit] === 0) return `${seconds / UNIT_SECONDS[unit]}${unit}`;
  }
  return Number.isInteger(seconds) ? `${seconds}s` : `${Math.round(seconds * 1000)}ms`;
}
