/** To three decimals: a millisecond, or a thousandth of a percent. */
export function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
