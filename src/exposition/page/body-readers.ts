import type { FamilyBlock } from './family-block.ts';
import type { MemoryPool } from './memory-pool.ts';

/**
 * Decides when the memory of replaced blocks may be reused: as soon as no response is being sent. Responses are counted
 * together rather than per block, because they take milliseconds and are seconds apart.
 */
export interface BodyReaders {
  /** Registers a response that sends the current blocks. The returned function ends it; calling it twice is harmless. */
  begin(): () => void;
  /** Hands over blocks that are no longer shown. */
  retire(blocks: readonly FamilyBlock[]): void;
}

/**
 * Limit of memory that waits for a slow client, in bytes. Beyond it, blocks are left to the garbage collector instead of
 * being reused.
 */
const MAX_WAITING_BYTES = 67_108_864;

export function createBodyReaders(memory: MemoryPool): BodyReaders {
  let count = 0;
  let waiting: FamilyBlock[] = [];
  let waitingBytes = 0;

  const free = () => {
    for (const block of waiting) memory.give(block.memory);
    forget();
  };
  const forget = () => {
    waiting = [];
    waitingBytes = 0;
  };

  return {
    begin: () => {
      count += 1;
      let isReading = true;
      return () => {
        if (isReading) count -= 1;
        isReading = false;
        if (count === 0) free();
      };
    },
    retire: (blocks) => {
      for (const block of blocks) {
        waiting.push(block);
        waitingBytes += block.memory.byteLength;
      }
      if (count === 0) free();
      else if (waitingBytes > MAX_WAITING_BYTES) forget();
    },
  };
}
