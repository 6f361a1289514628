/** Milliseconds that have passed, for leases; injectable for tests. */
export type ElapsedClock = () => number;

/**
 * Counts the time in which the process was stopped, too. The monotonic clock of some systems stops while a virtual machine is
 * paused, and the system clock may be set: the larger difference counts, so that a lease never seems longer than it is.
 */
export function elapsedClock(): ElapsedClock {
  let monotonic = performance.now();
  let wall = Date.now();
  let elapsed = 0;
  return () => {
    const [nowMonotonic, nowWall] = [performance.now(), Date.now()];
    elapsed += Math.max(nowMonotonic - monotonic, nowWall - wall);
    monotonic = nowMonotonic;
    wall = nowWall;
    return elapsed;
  };
}
