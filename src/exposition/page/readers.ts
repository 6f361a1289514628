import type { Cell } from './family-block.ts';
import type { MemoryPool } from './memory-pool.ts';

/**
 * When the memory of cells that are no longer shown may be used again: as soon as nobody is sending bytes of them.
 * That is known of all bodies together, not of each: they are sent within milliseconds, seconds apart.
 */
export interface Readers {
  /** Somebody sends from now on what is shown now, until the function returned is called. */
  begin(): () => void;
  /** Takes cells that are not shown any more. */
  retire(cells: readonly Cell[]): void;
}

/**
 * Behind a client that reads slowly, or for ever, cells pile up. Beyond this they are no longer waited for: the garbage
 * collector finds them when the last body that holds them is gone.
 */
const MAX_WAITING_BYTES = 67_108_864;

export function createReaders(memory: MemoryPool): Readers {
  let count = 0;
  let waiting: Cell[] = [];
  let waitingBytes = 0;

  const free = () => {
    for (const cell of waiting) memory.give(cell.memory);
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
    retire: (cells) => {
      for (const cell of cells) {
        waiting.push(cell);
        waitingBytes += cell.memory.byteLength;
      }
      if (count === 0) free();
      else if (waitingBytes > MAX_WAITING_BYTES) forget();
    },
  };
}
