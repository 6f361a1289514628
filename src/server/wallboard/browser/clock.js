/**
 * The exporter's clock, as far as this machine can tell: waits and ages count by it, so that a viewer whose own clock
 * is wrong is not misled.
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
    /** A machine that slept may have stopped one of its clocks: the one that moved further is right. */
    now: () => at + Math.max(performance.now() - steady, Date.now() - wall) / 1000,
  };
}
