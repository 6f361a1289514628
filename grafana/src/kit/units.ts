/** Grafana's names of the units that the panels use. */

/** A whole number, written in full: `1,200` and not `1.2 K`. */
export const COUNT = 'locale';
/** 0 to 1, written as a percentage. */
export const RATIO = 'percentunit';
/** Seconds as `00:02:38`. Grafana has no shorter unit that writes minutes and seconds exactly. */
export const DURATION = 'dthms';
/** The same for what may last longer than a day: `3 d 04:05:06`. */
export const LONG_DURATION = 'dtdhms';
/** Seconds of which the fractions matter: `350 ms`. */
export const LATENCY = 's';
/** Requests per second. */
export const PER_SECOND = 'reqps';
/** Time in intervals of what is repeated: `1.3 intervals`. */
export const INTERVALS = 'suffix:intervals';
/** A plain number: a factor or a score. */
export const FACTOR = 'none';
