/**
 * Estimate of the exporter's clock. Waits and ages use it, so that a wrong clock of the viewer does not matter.
 * @param {number} serverNow Unix seconds when the page was made
 */
export function createClock(serverNow) {
  let at = serverNow;
  let [steady, wall] = [0, performance.timeOrigin];
  return {
    /** @param {number} now the exporter's Unix seconds, just received */
    sync: (now) => {
      at = now;
      [steady, wall] = [performance.now(), Date.now()];
    },
    /** Sleep may stop one of the two clocks of a machine; the one that advanced further is right. */
    now: () => at + Math.max(performance.now() - steady, Date.now() - wall) / 1000,
  };
}
