import { setTimeout as delay } from 'node:timers/promises';
import { type QueueFacts, type TenantState, windowedCounts } from '../../../src/domain/index.ts';
import { createExposition } from '../../../src/exposition/index.ts';
import { createPredictor, observationsOf } from '../../../src/prediction/index.ts';
import { snapshotOf, type TenantSnapshot } from '../../../src/signals/index.ts';

/**
 * Run with --expose-gc: writes the live bytes per queue of what the exporter holds, as JSON. Two numbers of queues are
 * compared, so that what does not depend on queues cancels out.
 */

const POLL_SECONDS = 15;
/** Polls that a predictor learns from. */
const POLLS = 20;
const START = 1_750_000_000;
const POLICIES = {
  defaults: { target: 0.8, thresholdSeconds: 20, windowSeconds: 900, minContacts: 5, horizonSeconds: 600 },
  rules: [],
};

/** A queue in which a contact completes at each poll; of every five media of a queue, four are not used. */
function factsAt(index: number, poll: number): QueueFacts {
  const count = index % 5 === 0 ? poll : 0;
  const counts = { offered: count, answered: count, answeredWithinThreshold: count, abandoned: 0 };
  return {
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    name: `Billing EMEA ${index}`,
    media: 'voice',
    waiting: index % 7,
    active: count,
    agents: { available: 2, busy: 3, after_contact_work: 1, unavailable: 4 },
    agentsLoggedIn: 10,
    windows: windowedCounts([[900, counts]]),
    totals: { ...counts, handleSeconds: 60 * count },
  };
}

function snapshotAt(queues: number, poll: number): TenantSnapshot {
  const at = START + poll * POLL_SECONDS;
  const rows = Array.from({ length: queues }, (_, index) => factsAt(index, poll));
  const status = {
    name: 'queues',
    intervalSeconds: POLL_SECONDS,
    missed: 0,
    skipped: 0,
    rejected: {},
  } as const;
  const state: TenantState = {
    tenant: { name: 'acme', platform: 'example', api: 'details' },
    collectors: [
      { status: { ...status, success: true, lastSuccessAt: at }, collection: { queues: rows, rejected: {} } },
    ],
  };
  return snapshotOf(state, POLICIES, at);
}

async function liveBytes(): Promise<number> {
  for (let pass = 0; pass < 3; pass++) {
    globalThis.gc?.();
    // Memory outside of the heap is released by other threads.
    await delay(20);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Live bytes that are added by `hold`, which returns what it holds. */
async function held(hold: () => Promise<unknown>): Promise<number> {
  const before = await liveBytes();
  const value = await hold();
  const bytes = (await liveBytes()) - before;
  // Used after the measurement, so that it is alive until then.
  if (value === undefined) throw new Error('nothing is held');
  return bytes;
}

interface Part {
  /** Numbers of queues. Predictions take time, and row groups of the exposition are of some 500 queues. */
  readonly few: number;
  readonly many: number;
  readonly hold: (queues: number) => Promise<unknown>;
}

const snapshot: Part = { few: 1_000, many: 3_000, hold: async (queues) => snapshotAt(queues, 1) };
const exposition: Part = {
  few: 1_000,
  many: 3_000,
  hold: async (queues) => {
    const exposition = createExposition();
    for (const poll of [1, 2, 3]) {
      exposition.publish(snapshotAt(queues, poll));
      await exposition.settled();
    }
    return exposition;
  },
};
const prediction: Part = {
  few: 50,
  many: 250,
  hold: async (queues) => {
    const predictor = createPredictor();
    for (let poll = 0; poll < POLLS; poll++) {
      const snapshot = snapshotAt(queues, poll);
      for (const observation of observationsOf(snapshot, snapshot.at)) predictor.observe(observation);
    }
    return predictor;
  },
};

const results: Record<string, number> = {};
for (const [name, { few, many, hold }] of Object.entries({ snapshot, exposition, prediction })) {
  // Compiled code and lazily made constants are not counted.
  await hold(10);
  const ofFew = await held(() => hold(few));
  results[name] = ((await held(() => hold(many))) - ofFew) / (many - few);
}
process.stdout.write(JSON.stringify(results));
