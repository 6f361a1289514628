import type { Shift } from '../engine/index.ts';
import type { StaffedShift } from './build.ts';

const HOUR = 60;

/** Two short breaks and a meal. */
const BREAKS = [
  { afterMinutes: 120, minutes: 15 },
  { afterMinutes: 240, minutes: 30 },
  { afterMinutes: 390, minutes: 15 },
] as const;

/** Three overlapping shifts of 8.5 hours. */
export const ROUND_THE_CLOCK: readonly Shift[] = [6, 14, 22].map((hour) => ({
  startsAtMinute: hour * HOUR,
  minutes: 8.5 * HOUR,
  breaks: BREAKS,
}));

const WEEKDAYS = [1, 2, 3, 4, 5] as const;

/** Staggered shifts of a working day from 7 to 21 hours, staffed to follow {@link WORKING_DAY_HOURS}. */
export const WORKING_DAY: readonly StaffedShift[] = [
  { startsAtMinute: 7 * HOUR, share: 0.55 },
  { startsAtMinute: 8 * HOUR, share: 0.5 },
  { startsAtMinute: 9.5 * HOUR, share: 0.35 },
  { startsAtMinute: 13 * HOUR, share: 0.65 },
].map((shift) => ({ ...shift, minutes: 8 * HOUR, weekdays: WEEKDAYS, breaks: BREAKS }));

/** Hourly factors of a working day: a peak before noon, a lower one in the afternoon, closed from 21 to 7 hours. */
export const WORKING_DAY_HOURS: readonly number[] = [
  0, 0, 0, 0, 0, 0, 0, 0.35, 0.7, 0.95, 1, 1, 0.85, 0.8, 0.9, 0.92, 0.85, 0.65, 0.5, 0.35, 0.2, 0, 0, 0,
];

/** Sunday first: Mondays are busiest, the weekend is closed. */
export const WORKING_WEEK: readonly number[] = [0, 1.08, 1.02, 1, 0.97, 0.93, 0];
