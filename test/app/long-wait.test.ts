import { afterEach, expect, it, vi } from 'vitest';
import { longWait } from '../../src/app/long-wait.ts';

const DAY_SECONDS = 86_400;

afterEach(() => {
  vi.useRealTimers();
});

it('waits longer than the longest timer of Node.js', async () => {
  vi.useFakeTimers();
  let isOver = false;
  void longWait(30 * DAY_SECONDS).then(() => {
    isOver = true;
  });
  await vi.advanceTimersByTimeAsync(30 * DAY_SECONDS * 1000 - 1);
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(isOver).toBe(true);
});
