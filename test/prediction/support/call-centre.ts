import type { Random } from './random.ts';

/** Simulation of a pool of agents that serves one or more queues, first come first served, poll by poll. */

export interface GeneratedQueue {
  /** Contacts per second at a time. */
  readonly rate: (at: number) => number;
  /** An upper bound of `rate`. */
  readonly maxRate: number;
  readonly handling: (random: Random) => number;
  readonly patience: (random: Random) => number;
}

export interface GeneratedPool {
  readonly queues: readonly GeneratedQueue[];
  /** Agents on duty at a time. */
  readonly staff: (at: number) => number;
  /** Share of polls in which an agent's state is missing. */
  readonly flicker: number;
  /** Mean time between two contacts of an agent, reported neither as available nor as busy. */
  readonly pauseSeconds: number;
  readonly startAt: number;
  readonly seconds: number;
  readonly pollSeconds: number;
  readonly thresholdSeconds: number;
}

export interface GeneratedRow {
  readonly at: number;
  readonly waiting: number;
  readonly oldestWaitSeconds: number | null;
  readonly available: number;
  readonly busy: number;
  readonly offered: number;
  readonly answered: number;
  readonly answeredWithinThreshold: number;
  readonly abandoned: number;
  readonly handleSeconds: number;
  readonly waitSeconds: number;
}

interface Contact {
  readonly queue: number;
  readonly at: number;
  readonly gone: number;
  done: boolean;
}

interface Counts {
  waiting: number;
  offered: number;
  answered: number;
  answeredWithinThreshold: number;
  abandoned: number;
  handleSeconds: number;
  waitSeconds: number;
}

type Event = readonly [at: number, run: () => void];

/** Returns one list of rows per queue. */
export function simulatePool(pool: GeneratedPool, random: Random): GeneratedRow[][] {
  const end = pool.startAt + pool.seconds;
  const agenda = createAgenda();
  const line: Contact[] = [];
  const counts: Counts[] = pool.queues.map(() => ({
    waiting: 0,
    offered: 0,
    answered: 0,
    answeredWithinThreshold: 0,
    abandoned: 0,
    handleSeconds: 0,
    waitSeconds: 0,
  }));
  const rows: GeneratedRow[][] = pool.queues.map(() => []);
  let busy = 0;
  let pausing = 0;

  const serve = (now: number): void => {
    while (line.length > 0 && busy + pausing < pool.staff(now)) {
      const contact = line.shift()!;
      if (contact.done) continue;
      contact.done = true;
      const count = counts[contact.queue]!;
      count.waiting--;
      count.answered++;
      count.waitSeconds += now - contact.at;
      if (now - contact.at <= pool.thresholdSeconds) count.answeredWithinThreshold++;
      busy++;
      const handling = pool.queues[contact.queue]!.handling(random);
      agenda.add(now + handling, () => {
        busy--;
        count.handleSeconds += handling;
        if (pool.pauseSeconds > 0) {
          pausing++;
          const back = now + handling + random.exponential(pool.pauseSeconds);
          agenda.add(back, () => {
            pausing--;
            serve(back);
          });
        }
        serve(now + handling);
      });
    }
  };

  const arrive = (queue: number, now: number): void => {
    const contact: Contact = {
      queue,
      at: now,
      gone: now + pool.queues[queue]!.patience(random),
      done: false,
    };
    const count = counts[queue]!;
    count.offered++;
    count.waiting++;
    line.push(contact);
    agenda.add(contact.gone, () => {
      if (contact.done) return;
      contact.done = true;
      count.waiting--;
      count.abandoned++;
      count.waitSeconds += contact.gone - contact.at;
    });
    serve(now);
  };

  const nextArrival = (queue: number, now: number): void => {
    const { rate, maxRate } = pool.queues[queue]!;
    let at = now;
    do at += random.exponential(1 / maxRate);
    while (at < end && random.uniform() * maxRate > rate(at));
    if (at >= end) return;
    agenda.add(at, () => {
      arrive(queue, at);
      nextArrival(queue, at);
    });
  };

  const shown = (agents: number): number => {
    let seen = agents;
    for (let agent = 0; agent < agents; agent++) if (random.uniform() < pool.flicker) seen--;
    return seen;
  };

  const poll = (now: number): void => {
    serve(now);
    const available = shown(Math.max(0, pool.staff(now) - busy - pausing));
    const busyShown = shown(busy);
    pool.queues.forEach((_, queue) => {
      const { waiting, ...totals } = counts[queue]!;
      const oldest = line.find((contact) => contact.queue === queue && !contact.done);
      rows[queue]!.push({
        at: now,
        waiting,
        oldestWaitSeconds: oldest ? now - oldest.at : null,
        available,
        busy: busyShown,
        ...totals,
      });
    });
    if (now + pool.pollSeconds <= end) agenda.add(now + pool.pollSeconds, () => poll(now + pool.pollSeconds));
  };

  pool.queues.forEach((_, queue) => {
    nextArrival(queue, pool.startAt);
  });
  agenda.add(pool.startAt, () => poll(pool.startAt));
  for (let next = agenda.take(); next && next[0] <= end; next = agenda.take()) next[1]();
  return rows;
}

/** A binary heap of future events. */
function createAgenda(): { add(at: number, run: () => void): void; take(): Event | undefined } {
  const heap: Event[] = [];
  const before = (a: number, b: number): boolean => heap[a]![0] < heap[b]![0];
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [heap[b]!, heap[a]!];
  };
  return {
    add(at, run) {
      heap.push([at, run]);
      let child = heap.length - 1;
      while (child > 0) {
        const parent = (child - 1) >> 1;
        if (!before(child, parent)) break;
        swap(child, parent);
        child = parent;
      }
    },
    take() {
      const first = heap[0];
      const last = heap.pop();
      if (heap.length === 0 || !last) return first;
      heap[0] = last;
      let parent = 0;
      for (;;) {
        let least = parent;
        for (const child of [2 * parent + 1, 2 * parent + 2]) {
          if (child < heap.length && before(child, least)) least = child;
        }
        if (least === parent) return first;
        swap(parent, least);
        parent = least;
      }
    },
  };
}
