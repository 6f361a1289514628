import fc from 'fast-check';
import { expect, it } from 'vitest';
import { traceLine } from '../../src/backtest/index.ts';
import { parseTraceRow } from '../../src/backtest/trace.ts';
import { ABANDON_RULES } from '../../src/domain/index.ts';

const POLICY = { target: 0.8, thresholdSeconds: 20, windowSeconds: 900, minContacts: 5, horizonSeconds: 600 };
const count = fc.nat(1_000_000);

it('parses a written line of a trace to the same observation, unknown values included', () => {
  const identity = fc.record({
    tenant: fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
    queueId: fc.string({ minLength: 1 }),
    media: fc.constantFrom('voice', 'all'),
    at: fc.integer({ min: 0, max: 4_000_000_000_000 }).map((milliseconds) => milliseconds / 1000),
    totals: fc.record({ offered: fc.nat(), answered: fc.nat(), abandoned: fc.nat() }),
  });
  const anyAgents = fc.record({ available: count, busy: count }, { requiredKeys: [] });
  const anyCounts = fc.record(
    { waiting: count, oldestWaitSeconds: count, agents: anyAgents },
    { requiredKeys: [] },
  );
  const abandons = fc.constantFrom(POLICY, ...ABANDON_RULES.map((rule) => ({ ...POLICY, abandons: rule })));
  fc.assert(
    fc.property(identity, anyCounts, abandons, (names, counts, policy) => {
      const written = { ...names, ...counts, policy };
      expect(parseTraceRow(traceLine(written, 'Sales'), POLICY).observation).toEqual(written);
    }),
  );
});

it.each([0, 2, '1', 1.5, null, {}])('refuses a row of another version, %j', (version) => {
  const row = { time: '2026-01-01T00:00:00Z', queueId: 'a', waiting: 3 };
  expect(parseTraceRow(JSON.stringify({ ...row, version: 1 }), POLICY).observation.waiting).toBe(3);
  expect(() => parseTraceRow(JSON.stringify({ ...row, version }), POLICY)).toThrow(
    expect.objectContaining({ code: 'trace_invalid', message: expect.stringMatching(/^version is not 1;/) }),
  );
});
