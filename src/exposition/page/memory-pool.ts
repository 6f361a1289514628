/** Memory for blocks, used again and again: what a page gives back, the next one takes. */
export interface MemoryPool {
  /** At least so many bytes; what they hold is left over from before. */
  take(bytes: number): Buffer<ArrayBuffer>;
  give(memory: ArrayBuffer): void;
  /** Keeps at most so many bytes that nobody uses. */
  limit(idleBytes: number): void;
}

/** Lengths are rounded up to one of so many between each power of two and the next, so that what is given back fits. */
const SIZES_PER_OCTAVE = 16;

/**
 * Taking new memory for every page and leaving the old to the garbage collector would cost more than rendering: each
 * page makes the collector go through everything there is.
 */
export function createMemoryPool(): MemoryPool {
  const idle = new Map<number, ArrayBuffer[]>();
  let idleBytes = 0;
  let maxIdleBytes = 0;

  const dropExcess = () => {
    for (const [size, memories] of idle) {
      while (idleBytes > maxIdleBytes && memories.length > 0) {
        memories.pop()?.transfer(0);
        idleBytes -= size;
      }
      if (memories.length === 0) idle.delete(size);
    }
  };

  return {
    take: (bytes) => {
      const size = roundedUp(bytes);
      const memory = idle.get(size)?.pop();
      if (!memory) return Buffer.allocUnsafeSlow(size);
      idleBytes -= size;
      return Buffer.from(memory);
    },
    give: (memory) => {
      const size = memory.byteLength;
      const memories = idle.get(size);
      if (memories) memories.push(memory);
      else idle.set(size, [memory]);
      idleBytes += size;
      if (idleBytes > maxIdleBytes) dropExcess();
    },
    limit: (bytes) => {
      maxIdleBytes = bytes;
      if (idleBytes > maxIdleBytes) dropExcess();
    },
  };
}

function roundedUp(bytes: number): number {
  const step = Math.max(1, 2 ** (31 - Math.clz32(bytes)) / SIZES_PER_OCTAVE);
  return Math.ceil(bytes / step) * step;
}
