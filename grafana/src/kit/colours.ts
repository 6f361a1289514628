/**
 * Okabe and Ito's palette, distinguishable with any kind of colour vision (https://jfly.uni-koeln.de/color/).
 * Colour is never the only sign: there is always a word, a number or a dash too.
 */
export const SKY = '#56B4E9';
export const BLUE = '#0072B2';
export const GREEN = '#009E73';
export const ORANGE = '#E69F00';
export const YELLOW = '#F0E442';
export const VERMILLION = '#D55E00';
export const PURPLE = '#CC79A7';
export const GREY = '#999999';

/**
 * Backgrounds of figures. Grafana writes white on a background whose brightness is at most 180 of 255 and black on
 * others: the contrast is at least 4.5:1 on each of these. Vermillion is darkened for that.
 */
export const GOOD = BLUE;
export const WATCH = YELLOW;
export const BAD = '#B34E00';
/** Nothing to report: only what needs attention stands out. */
export const QUIET = 'transparent';
/** The colour of text: what an unknown figure has, and one that is not judged. */
export const TEXT = 'text';
