/** Reusable memory for family blocks. */
export interface MemoryPool {
  /** Returns at least `bytes` bytes with undefined content. */
  take(bytes: number): Buffer<ArrayBuffer>;
  /** Returns memory to the pool; the caller must not use it any more. */
  give(memory: ArrayBuffer): void;
  /** Sets the maximum of unused bytes that are kept. */
  limit(idleBytes: number): void;
}

/** Size classes between two powers of two: lengths are rounded up so that returned memory fits the next request. */
const SIZES_PER_OCTAVE = 16;

/**
 * A pool, because new memory for every page costs more than rendering it: each page would trigger a full collection of
 * the heap.
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
