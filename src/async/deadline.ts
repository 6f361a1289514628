/** When signals will abort by themselves, so that nobody begins a wait that cannot end in time. */
const deadlines = new WeakMap<AbortSignal, number>();

/** Notes when the signal will abort, in milliseconds as `performance.now()` counts them; returns the signal. */
export function withDeadline(signal: AbortSignal, atMilliseconds: number): AbortSignal {
  deadlines.set(signal, atMilliseconds);
  return signal;
}

/** Aborts with a `TimeoutError` after so many seconds, which is noted as its deadline, or sooner with another signal. */
export function abortAfter(seconds: number, others: readonly AbortSignal[] = []): AbortSignal {
  // Only whole ones are taken, and 1.1 times 1000 is none.
  const milliseconds = Math.round(seconds * 1000);
  const signal = AbortSignal.any([...others, AbortSignal.timeout(milliseconds)]);
  return withDeadline(signal, performance.now() + milliseconds);
}

/** In milliseconds as `performance.now()` counts them; undefined where nobody noted it. */
export function deadlineOf(signal: AbortSignal): number | undefined {
  return deadlines.get(signal);
}
