import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defined } from '../../src/domain/index.ts';
import { createContactCentre } from '../../src/simulator/engine/contact-centre.ts';
import { PRESETS } from '../../src/simulator/index.ts';
import { presetCentre } from '../../src/simulator/presets/index.ts';
import { traceRows } from '../../src/simulator/trace.ts';
import { HOUR, MONDAY } from './support/centres.ts';

const startAt = MONDAY + 10 * HOUR;

test('generates the same trace for the same seed and another one for another seed', () => {
  for (const preset of PRESETS) {
    const run = (seed: number): string => {
      const centre = createContactCentre({ ...presetCentre(preset, seed), startAt });
      centre.advanceTo(startAt + HOUR);
      return JSON.stringify(traceRows(centre, 'tenant'));
    };
    expect(run(7)).toBe(run(7));
    expect(run(7)).not.toBe(run(8));
  }
});

test('generates the same events whatever the size of the steps and the number of reads', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 20 }), (steps) => {
      const inSteps = createContactCentre({ ...presetCentre('acme', 4), startAt });
      const atOnce = createContactCentre({ ...presetCentre('acme', 4), startAt });
      for (const step of steps) {
        inSteps.advanceTo(inSteps.now + step);
        traceRows(inSteps, 'tenant');
      }
      atOnce.advanceTo(inSteps.now);
      expect(traceRows(inSteps, 'tenant')).toEqual(traceRows(atOnce, 'tenant'));
    }),
    { numRuns: 8 },
  );
});

test('keeps the arrivals of other queues when one queue is disturbed', () => {
  const calm = createContactCentre({ ...presetCentre('steady', 4), startAt });
  const troubled = createContactCentre({ ...presetCentre('steady', 4), startAt });
  troubled.disturb(defined({ kind: 'surge', factor: 3, queueId: troubled.queues[0]?.id }));
  calm.advanceTo(startAt + 2 * HOUR);
  troubled.advanceTo(startAt + 2 * HOUR);
  const offered = (centre: typeof calm): number[] => centre.readings().map(({ totals }) => totals.offered);
  expect(offered(troubled).slice(1)).toEqual(offered(calm).slice(1));
  expect(offered(troubled)[0]).toBeGreaterThan(offered(calm)[0] ?? 0);
});
