/** When signals will abort, so that no wait begins that cannot end in time. */
const deadlines = new WeakMap<AbortSignal, number>();

/** Records when the signal will abort, in milliseconds as of `performance.now()`; returns the signal. */
export function withDeadline(signal: AbortSignal, atMilliseconds: number): AbortSignal {
  deadlines.set(signal, atMilliseconds);
  return signal;
}

/** Aborts with a `TimeoutError` after `seconds`, or sooner with another signal; records its deadline. */
export function abortAfter(seconds: number, others: readonly AbortSignal[] = []): AbortSignal {
  // `AbortSignal.timeout` takes whole milliseconds, and 1.1 * 1000 is not whole.
  const milliseconds = Math.round(seconds * 1000);
  const signal = AbortSignal.any([...others, AbortSignal.timeout(milliseconds)]);
  return withDeadline(signal, performance.now() + milliseconds);
}

/** In milliseconds as of `performance.now()`; undefined where it was not recorded. */
export function deadlineOf(signal: AbortSignal): number | undefined {
  return deadlines.get(signal);
}
