import { expect, it } from 'vitest';
import { createPredictor, type QueueObservation } from '../../../src/prediction/index.ts';

const START = 1_700_000_000;

/** A quiet queue that answered 90 of its last 100 contacts within the threshold, most of them before the first poll. */
function observation(poll: number, window: QueueObservation['window']): QueueObservation {
  const late = Math.min(poll, 6);
  return {
    tenant: 'acme',
    queueId: 'q',
    at: START + poll * 15,
    waiting: 0,
    agents: { available: 8, busy: 2 },
    totals: {
      offered: late,
      answered: late,
      abandoned: 0,
      answeredWithinThreshold: 0,
      handleSeconds: late * 60,
    },
    ...(window && { window }),
    policy: { target: 0.8, thresholdSeconds: 20, windowSeconds: 900, minContacts: 5, horizonSeconds: 600 },
  };
}

it('prefers counts of the whole window to the outcomes observed since the start, even when they arrive later', () => {
  const predictor = createPredictor();
  const window = { offered: 100, answered: 100, abandoned: 0, answeredWithinThreshold: 90 };
  let last: ReturnType<typeof predictor.observe>;
  for (let poll = 0; poll < 8; poll++)
    last = predictor.observe(observation(poll, poll < 4 ? undefined : window));
  expect(last?.serviceLevel).toBeGreaterThan(0.8);
  expect(last?.breached).toBe(false);
  expect(last?.erlangA.probability).toBeLessThan(0.5);
});
