import { expect, test } from 'vitest';
import type { RoutingReader, RoutingSettings, RoutingWriter } from '../../src/domain/index.ts';
import { applyToQueue } from '../../src/queue-routing/apply.ts';
import type { Outcome } from '../../src/queue-routing/index.ts';
import { planQueue } from '../../src/queue-routing/plan.ts';
import { closeSimulatorsAfterEach } from '../simulator/support/http.ts';
import {
  applyOptions,
  context,
  memoryJournal,
  type SimulatedRouting,
  simulatedRouting,
} from './simulated.ts';

closeSimulatorsAfterEach();

const APPLIES = 1_000;

/** Two operators apply to one queue at once while somebody else changes it at any moment, over and over. */
test(`no update is lost in ${APPLIES} racing applies, and each reports the truth`, async () => {
  const centre = await simulatedRouting();
  const random = randomNumbers(20260907);
  const raced: Raced[] = [];
  await Promise.all(
    centre.queueIds.map(async (queueId) => {
      for (let round = 0; round < APPLIES / 2 / centre.queueIds.length; round++)
        raced.push(...(await race(centre, queueId, random)));
    }),
  );
  expect(raced).toHaveLength(APPLIES);
  const ours = centre.tenant.centre().routing.audit.filter(({ actor }) => actor !== 'somebody else');
  for (const queueId of centre.queueIds) {
    const written = raced.filter((each) => each.queueId === queueId && WRITTEN.has(each.outcome.kind));
    const recorded = ours.filter((each) => each.queueId === queueId);
    // What is told as written was written, once, and nothing else was.
    expect(recorded).toHaveLength(written.length);
    for (const { outcome, desired, writtenVersion } of written) {
      const entry = recorded.find(({ version }) => version === writtenVersion);
      if (outcome.kind === 'applied') expect(outcome.version).toBe(writtenVersion);
      // Nothing was put back to what it was before somebody else changed it.
      expect(entry?.changes.map(({ property }) => property)).toEqual(Object.keys(desired));
    }
  }

  const kinds = Map.groupBy(raced, ({ outcome }) => outcome.kind);
  // The race is one: both ways to end are met often.
  expect(kinds.get('applied')?.length).toBeGreaterThan(APPLIES / 10);
  expect(kinds.get('conflict')?.length).toBeGreaterThan(APPLIES / 10);
  expect(kinds.get('overwritten')?.length).toBeGreaterThan(0);
});

const WRITTEN: ReadonlySet<string> = new Set(['applied', 'overwritten', 'ignored', 'not_propagated']);

interface Raced {
  readonly queueId: string;
  readonly desired: RoutingSettings;
  readonly outcome: Outcome;
  readonly writtenVersion: number | undefined;
}

async function race(centre: SimulatedRouting, queueId: string, random: () => number): Promise<Raced[]> {
  const queue = await centre.routing.read(queueId, context());
  if (!queue) throw new Error(`no queue ${queueId}`);
  const unique = fresh(centre, queueId);
  const desires: RoutingSettings[] = [{ maxWaitSeconds: unique }, { overflowThreshold: unique }];
  return Promise.all(
    desires.map(async (desired) => {
      const journal = memoryJournal();
      const { port, versions } = disturbed(centre, queueId, random);
      const outcome = await applyToQueue(planQueue(queue, desired), applyOptions(port, { journal }));
      expect(journal.entries.every((each) => each.outcome)).toBe(true);
      expect(journal.entries.at(-1)?.outcome?.kind).toBe(outcome.kind);
      return { queueId, desired, outcome, writtenVersion: versions.at(-1) };
    }),
  );
}

/** A value that the queue has never had. */
function fresh({ truth }: SimulatedRouting, queueId: string): number {
  return 10 + truth(queueId).version;
}

/** The port, with somebody else at work around each call. */
function disturbed(centre: SimulatedRouting, queueId: string, random: () => number) {
  const { routing } = centre;
  const versions: number[] = [];
  const meddle = () => {
    const fate = random();
    // Another version and nothing else; another field; the fields that the operators want.
    if (fate < 0.1) centre.somebodyElse(queueId, {});
    else if (fate < 0.15) centre.somebodyElse(queueId, { enableOverflow: random() < 0.5 });
    else if (fate < 0.2) centre.somebodyElse(queueId, { maxWaitSeconds: 7000, overflowThreshold: 7000 });
  };
  const port: RoutingReader & RoutingWriter = {
    ...routing,
    read: async (...question) => {
      meddle();
      return routing.read(...question);
    },
    write: async (...change) => {
      meddle();
      const result = await routing.write(...change);
      if (result.outcome === 'written') versions.push(result.version ?? 0);
      meddle();
      return result;
    },
  };
  return { port, versions };
}

/** Mulberry32: the same race in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
