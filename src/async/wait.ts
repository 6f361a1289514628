import { setTimeout as delay } from 'node:timers/promises';
import { deadlineOf, withDeadline } from './deadline.ts';

/** @throws the signal's reason. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch {
    throw signal.reason;
  }
}

/** Whether a wait would end before the signal's deadline; true where the deadline is unknown. */
export function canWait(milliseconds: number, signal: AbortSignal): boolean {
  const deadline = deadlineOf(signal) ?? Number.POSITIVE_INFINITY;
  return !signal.aborted && performance.now() + milliseconds < deadline;
}

/** Whether an abort reason is a timeout, and not a cancellation. */
export function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}

/** Runs `work` with a signal that also aborts, as a timeout, after `seconds`; leaves no timer behind. */
export async function withTimeout<T>(
  seconds: number,
  parent: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const expire = () => controller.abort(new DOMException(`not done within ${seconds} s`, 'TimeoutError'));
  const timer = setTimeout(expire, seconds * 1000);
  const deadline = Math.min(
    performance.now() + seconds * 1000,
    deadlineOf(parent) ?? Number.POSITIVE_INFINITY,
  );
  try {
    return await work(withDeadline(AbortSignal.any([parent, controller.signal]), deadline));
  } finally {
    clearTimeout(timer);
  }
}

/** Settles like `promise`, or rejects with the signal's reason on abort; does not stop the work behind `promise`. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
