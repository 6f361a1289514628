/** What is still to happen, earliest first; of events at the same instant, the one scheduled first. */
export interface EventQueue {
  schedule(at: number, happen: (at: number) => void): void;
  /** Time of the next event; infinite when none is left. */
  nextAt(): number;
  /** Takes the next event off and lets it happen. */
  step(): void;
}

interface Event {
  readonly at: number;
  readonly order: number;
  readonly happen: (at: number) => void;
}

/** A binary heap. */
export function createEventQueue(): EventQueue {
  const heap: Event[] = [];
  let order = 0;
  return {
    schedule(at, happen) {
      if (at === Number.POSITIVE_INFINITY) return;
      siftUp(heap, { at, order: order++, happen });
    },
    nextAt: () => heap[0]?.at ?? Number.POSITIVE_INFINITY,
    step() {
      const first = heap[0];
      const last = heap.pop();
      if (!first || !last) return;
      if (heap.length > 0) siftDown(heap, last);
      first.happen(first.at);
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

/** Puts the event in the place of the first one. */
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
