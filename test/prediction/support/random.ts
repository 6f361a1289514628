/** Random numbers for generated call centres; the same seed gives the same numbers. */
export interface Random {
  uniform(): number;
  exponential(mean: number): number;
  normal(): number;
  /** Log-normal with the given mean and coefficient of variation. */
  logNormal(mean: number, cv: number): number;
  between(low: number, high: number): number;
  integer(low: number, high: number): number;
}

export function createRandom(seed: number): Random {
  let state = (seed * 2654435761 + 1013904223) >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    normal,
    exponential: (mean) => -mean * Math.log(uniform()),
    logNormal: (mean, cv) => {
      const variance = Math.log(1 + cv * cv);
      return mean * Math.exp(Math.sqrt(variance) * normal() - variance / 2);
    },
    between: (low, high) => low + (high - low) * uniform(),
    integer: (low, high) => Math.floor(low + (high - low + 1) * uniform()),
  };
}
