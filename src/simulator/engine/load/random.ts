/**
 * Random numbers from a seed: the same seed and labels always give the same stream, on every machine.
 *
 * Generator: xoshiro128** (Blackman and Vigna, 2018), its state filled by SplitMix32 from an FNV-1a hash of the
 * seed and the labels. Each purpose (a queue's arrivals, an agent's habits) has its own stream, so that a change
 * to one does not affect the others.
 */

/** Uniform in [0, 1), 53 bits. */
export type Random = () => number;

type State = [number, number, number, number];

export function createRandom(seed: number, ...labels: readonly (string | number)[]): Random {
  const next = xoshiro128(stateFrom(hash(`${seed}/${labels.join('/')}`)));
  return () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
}

/** One uniform number in [0, 1), determined by the seed and the labels. */
export function fixedRandom(seed: number, ...labels: readonly (string | number)[]): number {
  return createRandom(seed, ...labels)();
}

/** 32-bit outputs of xoshiro128**; `state` must not be all zero. */
export function xoshiro128(state: State): () => number {
  let [a, b, c, d] = state;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
}

const HEX_DIGITS = '0123456789abcdef';

/** A version 4 UUID, determined by the seed and the labels. */
export function uuidFrom(seed: number, ...labels: readonly (string | number)[]): string {
  const random = createRandom(seed, 'uuid', ...labels);
  const hex = (digits: number): string => {
    let text = '';
    for (let digit = 0; digit < digits; digit++) text += HEX_DIGITS.charAt(random() * 16);
    return text;
  };
  const variant = '89ab'.charAt(Math.floor(random() * 4));
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${variant}${hex(3)}-${hex(12)}`;
}

function stateFrom(seed: number): State {
  let counter = seed;
  const next = (): number => {
    counter = (counter + 0x9e3779b9) | 0;
    let mixed = counter ^ (counter >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
  return [next(), next(), next(), next() | 1];
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
