/** Alert levels of a queue. */

/** Most severe first. */
export const LEVELS = /** @type {const} */ (['breach', 'risk', 'watch', 'calm', 'unknown']);
/** @typedef {(typeof LEVELS)[number]} Level */

/** @type {Readonly<Record<Level, string>>} */
export const LEVEL_NAMES = {
  breach: 'In breach',
  risk: 'At risk',
  watch: 'Watch',
  calm: 'OK',
  unknown: 'Unknown',
};
