import type { FamilyBlock } from './family-block.ts';
import type { MemoryPool } from './memory-pool.ts';

/**
 * When the memory of blocks that are no longer shown may be used again: as soon as nobody is sending bytes of them.
 * That is known of all bodies together, not of each: they are sent within milliseconds, seconds apart.
 */
export interface BodyReaders {
  /** Somebody sends from now on what is shown now, until the function returned is called. */
  begin(): () => void;
  /** Takes blocks that are not shown any more. */
  retire(blocks: readonly FamilyBlock[]): void;
}

/**
 * Behind a client that reads slowly, or for ever, blocks pile up. Beyond this they are no longer waited for: the garbage
 * collector finds them when the last body that holds them is gone.
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
