import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/polling/clock.ts';
import { everyInterval } from '../../src/polling/schedule.ts';
import { createManualClock } from '../support/manual-clock.ts';

/** Starts of the slots of ten seconds, in monotonic seconds. */
function slots({ random = 0, startAt }: { readonly random?: number; readonly startAt?: number }) {
  const clock = createManualClock();
  const stopping = new AbortController();
  onTestFinished(() => stopping.abort());
  const starts: number[] = [];
  const ended = everyInterval(
    () => 10,
    () => starts.push(clock.monotonic()),
    {
      clock,
      random: () => random,
      signal: stopping.signal,
      ...(startAt !== undefined && { startAt }),
    },
  );
  const stop = async () => {
    stopping.abort();
    await ended;
  };
  return { clock, starts, stop };
}

describe('a schedule', () => {
  it('starts at once, or at the given instant', async () => {
    const now = slots({});
    await now.clock.advance(20);
    expect(now.starts).toEqual([0, 10, 20]);
    const later = slots({ startAt: 4 });
    await later.clock.advance(25);
    expect(later.starts).toEqual([4, 14, 24]);
  });

  it('starts late at random by up to a tenth of the interval, and never drifts', async () => {
    const { clock, starts } = slots({ random: 0.5 });
    await clock.advance(31);
    expect(starts).toEqual([0, 10.5, 20.5, 30.5]);
  });

  it('drops the slots that passed while the process was blocked', async () => {
    const { clock, starts } = slots({});
    await clock.advance(5);
    clock.jump(28);
    await clock.advance(10);
    expect(starts).toEqual([0, 33, 40]);
  });

  it('ends when it is stopped, before its first slot too', async () => {
    const { clock, starts, stop } = slots({ startAt: 60 });
    await clock.advance(1);
    await stop();
    await clock.advance(100);
    expect(starts).toEqual([]);
    expect(clock.sleepers()).toBe(0);
  });
});

describe('the clock of the system', () => {
  it('counts in seconds', async () => {
    expect(Math.abs(systemClock.now() - Date.now() / 1000)).toBeLessThan(1);
    expect(Math.abs(systemClock.monotonic() - performance.now() / 1000)).toBeLessThan(1);
    const before = performance.now();
    await systemClock.sleep(0.02, new AbortController().signal);
    // Timers may end a millisecond early.
    expect(performance.now() - before).toBeGreaterThanOrEqual(19);
  });

  it('ends its sleep with the signal', async () => {
    const stopping = new AbortController();
    const sleeping = systemClock.sleep(60, stopping.signal);
    stopping.abort();
    await expect(sleeping).rejects.toMatchObject({ name: 'AbortError' });
  });
});
