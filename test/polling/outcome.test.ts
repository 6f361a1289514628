import { describe, expect, it } from 'vitest';
import type { Collection } from '../../src/domain/index.ts';
import { afterFailure, afterSkip, afterSuccess, beforeFirstPoll } from '../../src/polling/outcome.ts';

const STALE_AFTER = 2;
const timing = { at: 1_700_000_000, durationSeconds: 0.5 };
const collection: Collection = { queues: [] };
const marks = () => [{ row: 1 }];
const first = beforeFirstPoll('queues', 15);

describe('the outcome of a poll', () => {
  it('keeps the marks of the last success through failures and skips, for a process that continues', () => {
    const success = afterSuccess(first, collection, timing, marks);
    const failed = afterFailure(success, 'timed out', timing, STALE_AFTER);
    const skipped = afterSkip(success, STALE_AFTER);
    for (const state of [success, failed, skipped]) expect(state.marks).toBe(marks);
  });

  it('has neither marks nor a result before the first success', () => {
    for (const state of [
      afterFailure(first, 'timed out', timing, STALE_AFTER),
      afterSkip(first, STALE_AFTER),
    ]) {
      expect(state).not.toHaveProperty('marks');
      expect(state).not.toHaveProperty('collection');
    }
    expect(afterSuccess(first, collection, timing)).not.toHaveProperty('marks');
  });

  it('drops the result with the miss that makes it stale, and keeps the marks', () => {
    const success = afterSuccess(first, collection, timing, marks);
    const once = afterFailure(success, 'timed out', timing, STALE_AFTER);
    expect(once.collection).toBe(collection);
    const twice = afterSkip(once, STALE_AFTER);
    expect(twice).not.toHaveProperty('collection');
    expect(twice.marks).toBe(marks);
    expect(twice.status).toMatchObject({ success: false, missed: 2, skipped: 1, lastError: 'timed out' });
  });
});
