import fc from 'fast-check';
import { expect, it } from 'vitest';
import { traceLine } from '../../src/backtest/index.ts';
import { parseTraceRow } from '../../src/backtest/trace.ts';

const POLICY = { target: 0.8, thresholdSeconds: 20, windowSeconds: 900, minContacts: 5, horizonSeconds: 600 };
const count = fc.option(fc.nat(1_000_000), { nil: undefined });

it('a line of a trace reads back as the observation it was written from', () => {
  const observation = fc.record({
    tenant: fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
    queueId: fc.string({ minLength: 1 }),
    media: fc.constantFrom('voice', 'all'),
    at: fc.integer({ min: 0, max: 4_000_000_000_000 }).map((milliseconds) => milliseconds / 1000),
    waiting: count,
    oldestWaitSeconds: count,
    agents: fc.record({ available: count, busy: count }),
    totals: fc.record({ offered: fc.nat(), answered: fc.nat(), abandoned: fc.nat() }),
  });
  fc.assert(
    fc.property(observation, (each) => {
      const written = { ...each, policy: POLICY };
      expect(parseTraceRow(traceLine(written, 'Sales'), POLICY).observation).toEqual(written);
    }),
  );
});
