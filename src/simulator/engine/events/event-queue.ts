/** Future events, earliest first; events at the same instant in the order of scheduling. */
export interface EventQueue {
  schedule(at: number, run: (at: number) => void): void;
  /** Time of the next event; infinite when the queue is empty. */
  nextAt(): number;
  /** Removes the next event and runs it. */
  step(): void;
}

interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: (at: number) => void;
}

/** A binary heap. */
export function createEventQueue(): EventQueue {
  const heap: Event[] = [];
  let order = 0;
  return {
    schedule(at, run) {
      if (at === Number.POSITIVE_INFINITY) return;
      siftUp(heap, { at, order: order++, run });
    },
    nextAt: () => heap[0]?.at ?? Number.POSITIVE_INFINITY,
    step() {
      const first = heap[0];
      const last = heap.pop();
      if (!first || !last) return;
      if (heap.length > 0) siftDown(heap, last);
      first.run(first.at);
    },
  };
}

function isBefore(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function siftUp(heap: Event[], event: Event): void {
  let index = heap.length;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent] as Event;
    if (!isBefore(event, above)) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = event;
}

/** Replaces the first event. */
function siftDown(heap: Event[], event: Event): void {
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Event, heap[child] as Event)) child++;
    const below = heap[child] as Event;
    if (!isBefore(below, event)) break;
    heap[index] = below;
    index = child;
  }
  heap[index] = event;
}
