import {
  type Code,
  distanceBits,
  END_OF_BLOCK,
  FIXED_CODE,
  MAX_MATCH,
  MIN_MATCH,
  WINDOW_BYTES,
} from './deflate-code.ts';
import type { Bits } from './huffman.ts';

/** Space for a block's header and end, in 32-bit words. */
const OVERHEAD_WORDS = 128;

/**
 * Writes consecutive DEFLATE blocks (RFC 1951). Words of 32 bits are written in the machine's byte order, which is
 * little-endian on all platforms of Node.js except s390x.
 */
export class BitWriter {
  #code: Code = FIXED_CODE;
  #words = new Int32Array(0);
  /** Number of whole words written. */
  #at = 0;
  /** Fewer than 32 bits that follow the whole words, first bit lowest. */
  #rest = 0;
  #restBits = 0;

  /** Clears the writer and reserves space to encode `textBytes` bytes of text. */
  begin(code: Code, textBytes: number): void {
    this.#code = code;
    this.#at = 0;
    this.#rest = 0;
    this.#restBits = 0;
    // A code has at most 15 bits, so a byte takes at most 16.
    const words = Math.ceil(textBytes / 2) + OVERHEAD_WORDS;
    if (this.#words.length < words) this.#words = new Int32Array(2 * words);
  }

  beginBlock(): void {
    for (const each of this.#code.blockStart) this.#put(each);
  }

  literals(text: Uint8Array, from: number, to: number): void {
    const words = this.#words;
    const codes = this.#code.literals;
    let at = this.#at;
    let rest = this.#rest;
    let restBits = this.#restBits;
    for (let index = from; index < to; index += 1) {
      const code = codes[text[index]!]!;
      const bits = code >>> 5;
      rest |= bits << restBits;
      restBits += code & 31;
      if (restBits >= 32) {
        words[at++] = rest;
        restBits -= 32;
        rest = bits >>> ((code & 31) - restBits);
      }
    }
    this.#at = at;
    this.#rest = rest;
    this.#restBits = restBits;
  }

  /** Bytes that occur `distance` bytes earlier too: a reference where DEFLATE allows one, otherwise literals. */
  repeat(text: Uint8Array, from: number, to: number, distance: number): void {
    const length = to - from;
    if (length < MIN_MATCH || distance > WINDOW_BYTES) {
      this.literals(text, from, to);
    } else if (length > MAX_MATCH) {
      this.repeat(text, from, from + MAX_MATCH, distance);
      this.repeat(text, from + MAX_MATCH, to, distance);
    } else {
      this.#putBoth(this.#code.lengths[length]!, distanceBits(this.#code, distance));
    }
  }

  /** Copies bits `from` to `to` that another writer encoded with the same code. */
  encoded(source: Int32Array, from: number, to: number): void {
    const words = this.#words;
    const restBits = this.#restBits;
    let at = this.#at;
    let rest = this.#rest;
    let bit = from;
    for (; bit + 32 <= to; bit += 32) {
      const word = wordAt(source, bit);
      words[at++] = rest | (word << restBits);
      rest = (word >>> 1) >>> (31 - restBits);
    }
    this.#at = at;
    this.#rest = rest;
    const left = to - bit;
    if (left > 0) this.#putBits(wordAt(source, bit) & ((1 << left) - 1), left);
  }

  /** Ends the block and aligns to a byte with an empty stored block. The result is valid until the next {@link begin}. */
  endBlock(): Uint8Array {
    this.#put(this.#code.literals[END_OF_BLOCK]!);
    this.#putBits(0, 3);
    this.#putBits(0, (32 - this.#restBits) % 8);
    this.#putBits(0, 16);
    this.#putBits(0xffff, 16);
    this.#words[this.#at] = this.#rest;
    return new Uint8Array(this.#words.buffer, 0, this.bits / 8);
  }

  /** Number of bits written. */
  get bits(): number {
    return this.#at * 32 + this.#restBits;
  }

  /** Copy of the words written. */
  words(): Int32Array<ArrayBuffer> {
    this.#words[this.#at] = this.#rest;
    return this.#words.slice(0, this.#at + 1);
  }

  #putBoth(first: Bits, second: Bits): void {
    const count = (first & 31) + (second & 31);
    if (count < 32) {
      this.#putBits((first >>> 5) | ((second >>> 5) << (first & 31)), count);
    } else {
      this.#put(first);
      this.#put(second);
    }
  }

  #put(bits: Bits): void {
    this.#putBits(bits >>> 5, bits & 31);
  }

  /** Writes `count` bits, at most 31. */
  #putBits(value: number, count: number): void {
    this.#rest |= value << this.#restBits;
    this.#restBits += count;
    if (this.#restBits < 32) return;
    this.#words[this.#at++] = this.#rest;
    this.#restBits -= 32;
    this.#rest = value >>> (count - this.#restBits);
  }
}

/** Returns the 32 bits that start at any bit. */
function wordAt(words: Int32Array, bit: number): number {
  const index = bit >>> 5;
  const skipped = bit & 31;
  return (words[index]! >>> skipped) | ((words[index + 1]! << 1) << (31 - skipped));
}
