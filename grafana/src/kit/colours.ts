/**
 * Okabe and Ito's palette, which people with any kind of colour vision can tell apart
 * (https://jfly.uni-koeln.de/color/). Colour is never the only sign: there is always a word, a number or a dash too.
 */
export const SKY = '#56B4E9';
export const BLUE = '#0072B2';
export const GREEN = '#009E73';
export const ORANGE = '#E69F00';
export const VERMILLION = '#D55E00';
export const PURPLE = '#CC79A7';
export const GREY = '#999999';

export const GOOD = SKY;
export const WATCH = ORANGE;
export const BAD = VERMILLION;
/** Nothing to report: on a wall, only what needs somebody stands out. */
export const QUIET = 'transparent';
