/** Milliseconds that have passed, for leases; injectable for tests. */
export interface ElapsedClock {
  (): number;
  /** Number of times that the system clock ran ahead of the monotonic one: after a pause, or when it was set. Absent: 0. */
  readonly leaps?: () => number;
}

/** Adjustments by NTP are smaller between two readings of the clock, milliseconds. */
const LEAP_MS = 500;

/**
 * Counts the time in which the process was stopped, too. The monotonic clock of some systems stops while a virtual machine is
 * paused, and the system clock may be set: the larger difference counts, so that a lease never seems longer than it is.
 */
export function elapsedClock(): ElapsedClock {
  let monotonic = performance.now();
  let wall = Date.now();
  let elapsed = 0;
  let leaps = 0;
  const now = () => {
    const [nowMonotonic, nowWall] = [performance.now(), Date.now()];
    const lead = nowWall - wall - (nowMonotonic - monotonic);
    if (lead > LEAP_MS) leaps++;
    elapsed += nowMonotonic - monotonic + Math.max(0, lead);
    monotonic = nowMonotonic;
    wall = nowWall;
    return elapsed;
  };
  const leapsSoFar = () => {
    now();
    return leaps;
  };
  return Object.assign(now, { leaps: leapsSoFar });
}
