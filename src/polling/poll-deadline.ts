import { withDeadline } from '../async/index.ts';
import type { Clock } from './clock.ts';

/** Grace period after the deadline in which a collector may fail with an error of its own, in milliseconds. */
const GRACE_MILLISECONDS = 200;

/** Runs `work` with a signal that aborts with its parent, or as a timeout after `seconds`; leaves no timer behind. */
export async function withPollDeadline<Result>(
  {
    clock,
    seconds,
    parent,
  }: { readonly clock: Clock; readonly seconds: number; readonly parent: AbortSignal },
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const overdue = new AbortController();
  const ended = new AbortController();
  const expire = () => overdue.abort(new DOMException(`not done within ${seconds} s`, 'TimeoutError'));
  clock.sleep(seconds, ended.signal).then(expire, () => {});
  const signal = withDeadline(
    AbortSignal.any([parent, overdue.signal]),
    (clock.monotonic() + seconds) * 1000,
  );
  try {
    return await raceAbort(work(signal), signal);
  } finally {
    ended.abort();
  }
}

/** Settles like `result`; rejects a grace period after an abort, even if the work ignores the signal. */
async function raceAbort<Result>(result: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const overdue = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    timer = setTimeout(() => overdue.reject(signal.reason), GRACE_MILLISECONDS);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([result, overdue.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    clearTimeout(timer);
  }
}
