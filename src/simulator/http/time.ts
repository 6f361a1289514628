import { z } from 'zod';

/** Unix seconds as ISO 8601 in UTC with milliseconds. */
export function iso(unixSeconds: number): string {
  return new Date(Math.round(unixSeconds * 1000)).toISOString();
}

export const DAY_SECONDS = 86_400;

/** Unix seconds of the midnight before, in UTC. */
export function startOfDay(unixSeconds: number): number {
  return Math.floor(unixSeconds / DAY_SECONDS) * DAY_SECONDS;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: DAY_SECONDS };

/** `now`, `now-5m` (s, m, h, d), or an ISO 8601 instant with its offset; undefined for anything else. */
export function parseInstant(text: string, now: number): number | undefined {
  if (text === 'now') return now;
  const [, count, unit] = /^now-(\d+)([smhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return now - Number(count) * (UNIT_SECONDS[unit] ?? 0);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text)) return undefined;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}

/** A text field read by {@link parseInstant}. */
export function instant(now: number) {
  return z.string().transform((text, context) => {
    const parsed = parseInstant(text, now);
    if (parsed !== undefined) return parsed;
    context.addIssue(
      `${JSON.stringify(text)} is not an instant; expected now, now-<n>m|h|d, or ISO 8601 with offset`,
    );
    return z.NEVER;
  });
}
