import type { Random } from './random.ts';

/** Distribution of a duration. Means and scales in seconds; `cv` is the coefficient of variation. */
export type Distribution =
  | { readonly kind: 'constant'; readonly seconds: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  | { readonly kind: 'lognormal'; readonly mean: number; readonly cv: number }
  /** `scale` is the 63rd percentile; a shape below 1 has a heavy tail. */
  | { readonly kind: 'weibull'; readonly scale: number; readonly shape: number }
  /** Infinite: a caller who never abandons. */
  | { readonly kind: 'never' };

export function draw(distribution: Distribution, random: Random): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.seconds;
    case 'exponential':
      return distribution.mean * exponential(random);
    case 'lognormal': {
      const variance = Math.log(1 + distribution.cv ** 2);
      return distribution.mean * Math.exp(Math.sqrt(variance) * normal(random) - variance / 2);
    }
    case 'weibull':
      return distribution.scale * exponential(random) ** (1 / distribution.shape);
    case 'never':
      return Number.POSITIVE_INFINITY;
  }
}

/** Exponential variate with mean 1. */
export function exponential(random: Random): number {
  return -Math.log(1 - random());
}

/** Standard normal variate (Box-Muller transform). */
export function normal(random: Random): number {
  return Math.sqrt(2 * exponential(random)) * Math.cos(2 * Math.PI * random());
}

/** Gamma variate with mean 1 and coefficient of variation `cv` (Marsaglia and Tsang, 2000). */
export function multiplier(cv: number, random: Random): number {
  if (cv <= 0) return 1;
  const shape = 1 / cv ** 2;
  return gamma(shape, random) / shape;
}

function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < x ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}
